"""What a request costs as the tables grow, on the Hub alone: databases of several sizes side by side in one run.

    python -m benchmarks.growth [--sizes 1000,100000,1000000,10000000] [--rounds N] [--buffers 2GB] [--quick]

The figure is server and database CPU of a request as a multiple of the first database's in the same round; for the
pages of people, of somebody's with few grants. Exit code 1 where one is above 1.15. A size that is too small for what
is spent grows to it, and bears the number of grants that it has; as many codes as are spent come on top.

Reading is measured twice: with tokens of which none comes a second time while the crowd has another, so that their rows
are in no buffer where the crowd is larger than these, and with few that come again and again. Beside each ratio stand
the pages that a request touched.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from benchmarks import buffers, crowd, people, reports, services
from benchmarks.crowded import Crowded
from benchmarks.grown import Found, missed, text
from benchmarks.lanes import Compared, Lane, Pace, compare
from benchmarks.plan import Bar
from benchmarks.servers import Running

SIZES: Final = "1000,100000,1000000"
OPERATIONS: Final = ("me", "me again", "teams", "teams again", "code", "refresh", "authorize", "skip")
AGAIN: Final = {"me again": "me", "teams again": "teams"}
FEW: Final = 200  # tokens that come again; the smallest crowd has 250
PERSONS_CROWD: Final = 100_000
BUFFERS: Final = "2GB"
POSTGRES: Final = {"max_wal_size": "16GB", "autovacuum": "off", **crowd.POSTGRES}
SKIPS: Final = 60
# Short slices in many rounds; they spend 494 codes, so that 1,000 grants are enough.
PACE: Final = Pace(12, 0.5, 38)
QUICK: Final = Pace(2, 0.5, 150)
A_SECOND: Final = 1500  # requests that read; fewer are sent, so that none is sent twice where the crowd is large


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default=SIZES, help=f"numbers of grants, the first is compared with; {SIZES}")
    parser.add_argument("--rounds", type=int, default=PACE.rounds, help="how often each is measured, two at least")
    parser.add_argument("--buffers", default=BUFFERS, help=f"shared_buffers of PostgreSQL; {BUFFERS}")
    parser.add_argument("--quick", action="store_true", help="1,000 and 20,000 grants, two rounds")
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class Run:
    """Where it takes place. stack: ends the servers."""

    services: services.Services
    folder: Path
    stack: ExitStack
    pace: Pace
    bar: Bar

    def grown(self, size: int, tag: str = "") -> Running:
        """A server over so many grants."""

        def advance(what: str) -> None:
            self.bar.advance(f"{size:,}: {what}")

        spendable, read = spendable_at(self.pace), round(A_SECOND * self.pace.seconds * (self.pace.rounds + 1))
        server = Crowded(self.services, self.folder, size, spendable, tag=tag, advance=advance, read=read)
        return self.stack.enter_context(server)

    def compared(self, operation: str, lanes: list[Lane]) -> list[Found]:
        last: list[Compared] = []
        for number, found in enumerate(compare(operation, lanes, self.services.postmaster, self.pace)):
            self.bar.advance(f"{operation}, round {number}")
            last = found
        return [Found(one) for one in last]


def spendable_at(pace: Pace) -> int:
    return pace.each * (pace.rounds + 1)


def true_sizes(asked: Sequence[int], pace: Pace) -> list[int]:
    """How many grants there will be, each size once."""
    return list(dict.fromkeys(crowd.size_of(size, spendable_at(pace)) for size in asked))


def measure(sizes: Sequence[int], pace: Pace, shared: str) -> Iterator[Found]:
    persons_crowd = min(PERSONS_CROWD, max(sizes))
    steps = sum(map(crowd.steps, (*sizes, persons_crowd)))
    bar = Bar(steps + (len(OPERATIONS) + len(people.OPERATIONS)) * (pace.rounds + 1))
    with tempfile.TemporaryDirectory(prefix="hub-growth-") as folder, ExitStack() as stack:
        beside = stack.enter_context(services.Services(Path(folder), shared_buffers=shared, **POSTGRES))
        run = Run(beside, Path(folder), stack, pace, bar)
        servers = {size: run.grown(size) for size in sizes}
        yield from of_sizes(run, servers)
        persons = run.grown(persons_crowd, "-persons")
        people.fill(persons.database_url)
        people.write_requests(persons.folder)
        for operation in people.OPERATIONS:
            yield from run.compared(operation, lanes_of_people(persons, operation))


def of_sizes(run: Run, servers: Mapping[int, Running]) -> Iterator[Found]:
    cluster, names = run.services.cluster, [server.database for server in servers.values()]
    before = buffers.pages(cluster, names)
    for operation in OPERATIONS:
        lanes = lanes_of(servers, operation)
        found = run.compared(operation, lanes)
        if operation == "skip":  # its codes are removed in between, which touches pages, too
            yield from found
            continue
        after = buffers.pages(cluster, names)
        yield from map(partial(with_pages, before, after), found, lanes)
        before = after


def with_pages(before: buffers.Counted, after: buffers.Counted, found: Found, lane: Lane) -> Found:
    name = lane.server.database
    return replace(found, pages=after[name].since(before[name], lane.spent))


def lanes_of(servers: Mapping[int, Running], operation: str) -> list[Lane]:
    return [Lane(f"{size:,}", server, **of(server, operation)) for size, server in servers.items()]


def lanes_of_people(server: Running, operation: str) -> list[Lane]:
    return [Lane(name, server, **of(server, operation, f"-{name}")) for name in people.NAMES]


def of(server: Running, operation: str, whose: str = "") -> dict[str, Any]:
    """What a lane sends, and how."""
    if operation in AGAIN:
        return {"requests": server.requests(AGAIN[operation])[:FEW]}
    sent = {"requests": server.requests(operation + whose), "once": operation in ("code", "refresh")}
    if operation != "skip":
        return sent
    # Each makes a code, so that whoever had few grants would soon have many.
    forget = partial(people.forget_codes, server.database_url)
    return sent | {"status": 303, "at_most": SKIPS, "before": forget}


def main() -> int:
    options = arguments()
    asked = [1000, 20_000] if options.quick else [int(size) for size in options.sizes.split(",")]
    pace = QUICK if options.quick else replace(PACE, rounds=max(2, options.rounds))
    sizes = true_sizes(asked, pace)
    try:
        services.check()
        crowd.check_disk(sum(sizes))
    except (services.Missing, crowd.NoRoom) as missing:
        sys.exit(str(missing))
    found = list(measure(sizes, pace, options.buffers))
    whole = {
        "sizes": sizes,
        "buffers": options.buffers,
        "codes": spendable_at(pace),
        "compared": [one.as_dict() for one in found],
    }
    return reports.publish("growth", whole, text(found), missed(found))


if __name__ == "__main__":
    sys.exit(main())
