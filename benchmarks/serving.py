"""The Hub behind gunicorn and granian, with prepared statements and without: speed, waiting, memory.

    python -m benchmarks.serving [--rounds N] [--flat 100000] [--programs sync granian] [--quick]

All run side by side and take turns. Ratios are server and database CPU of a request, against gunicorn's sync workers
without prepared statements in the same round. --flat: how many requests each of those with prepared statements gets, to
see whether its memory grows, on both cores, for no time is measured there; 0 for none. Exit code 1 where a worker takes
more than 90 MiB, or grows.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from benchmarks import client, machine, people, reports, services, stacks, world
from benchmarks.client import WrongAnswer
from benchmarks.lanes import Compared, Lane, Pace, compare
from benchmarks.operations import BY_NAME
from benchmarks.peers import HUB
from benchmarks.plan import Bar
from benchmarks.results import MEMORY_GOAL
from benchmarks.servers import Running
from benchmarks.stacks import PROGRAM, STACKS, Served, Stack

OPERATIONS: Final = ("me", "teams", "code", "refresh", "authorize", "skip")
FLAT: Final = 100_000
QUICK: Final = 5_000
STEPS: Final = 10
LASTING: Final = ("me", "teams", "introspect")
REPEATED: Final = (*LASTING, "unknown", "authorize")
GROWTH: Final = 1.05  # between the first tenth of those requests and the last


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB of the largest worker after each tenth of so many requests."""

    stack: str
    requests: int
    steps: list[float]

    @property
    def grown(self) -> float:
        return self.steps[-1] / self.steps[0]


def measure(chosen: Sequence[Stack], pace: Pace, flat: int) -> Iterator[Compared | Memory]:
    bar = Bar(len(chosen) + len(OPERATIONS) * (pace.rounds + 1) + (len(chosen) // 2 * STEPS if flat else 0))
    with tempfile.TemporaryDirectory(prefix="hub-serving-") as folder, ExitStack() as stack:
        beside = stack.enter_context(services.Services(Path(folder), autovacuum="off"))
        base = Running(HUB, beside, Path(folder), pace.each * (pace.rounds + 1))
        base.prepare()
        servers = {}
        for how in chosen:
            servers[how] = stack.enter_context(Served(how, base, beside, Path(folder)))
            bar.advance(f"{how.title} runs")
        for operation in OPERATIONS:
            last: list[Compared] = []
            lanes = [lane_of(how.title, server, operation) for how, server in servers.items()]
            for number, found in enumerate(compare(operation, lanes, beside.postmaster, pace)):
                bar.advance(f"{operation}, round {number}")
                last = found
            yield from last
        for how, server in servers.items():
            if flat and how.prepared:
                yield Memory(how.title, flat, list(memories(server, flat, bar)))


def lane_of(title: str, server: Served, operation: str) -> Lane:
    about = BY_NAME[operation]
    lane = Lane(title, server, server.requests(operation), about.status, about.once, proof=about.proof)
    if operation != "skip":
        return lane
    # Each makes a code. Once for each person: whoever has twenty grants has no room for a second.
    return replace(lane, at_most=world.SIGNED_IN, before=partial(people.forget_codes, server.database_url))


def memories(server: Served, flat: int, bar: Bar) -> Iterator[float]:
    """Of all that can be sent again and again, in turn. Raises WrongAnswer."""
    machine.move(server.pid, machine.SERVER_CORE, machine.OTHER_CORE)
    repeated = [server.lasting(name) if name in LASTING else server.requests(name) for name in REPEATED]
    turns = [request for requests in zip(*repeated, strict=False) for request in requests]
    each = flat // STEPS
    expected = Counter(BY_NAME[REPEATED[number % len(REPEATED)]].status for number in range(each))
    for _ in range(STEPS):
        load = client.run(server.port, [turns[number % len(turns)] for number in range(each)])
        if load.statuses != expected:
            raise WrongAnswer(f"{server.how.title}, memory: {dict(load.statuses)} instead of {dict(expected)}")
        bar.advance(f"{server.how.title}: memory")
        yield machine.memory(server.pid)


def missed(memory: list[Memory]) -> list[str]:
    large = [f"{one.stack}: {one.steps[-1]:.0f} MiB a worker." for one in memory if one.steps[-1] > MEMORY_GOAL]
    grown = [f"{one.stack}: its memory grew {one.grown:.2f} times." for one in memory if one.grown > GROWTH]
    return large + grown


def text(compared: list[Compared], memory: list[Memory]) -> str:
    head = ("operation", "served by", "ratio", "server ms", "database ms", "req/s", "p50", "p99")
    rows = [
        (one.operation, one.lane, f"{one.ratio:.2f}", f"{one.median('cpu'):.2f}", f"{one.median('db'):.2f}",
         f"{one.median('rate'):.0f}", f"{one.median('p50'):.1f}", f"{one.median('p99'):.1f}")
        for one in compared
    ]  # fmt: skip
    about = [(one.stack, f"{one.requests:,}", " ".join(f"{mib:.0f}" for mib in one.steps)) for one in memory]
    return (
        reports.table(head, rows, names=2)
        + "\n"
        + reports.table(("served by", "requests", "MiB a worker, after each tenth"), about)
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    parser.add_argument("--flat", type=int, help=f"requests to watch the memory over; {FLAT}")
    parser.add_argument("--programs", nargs="+", choices=PROGRAM, default=tuple(PROGRAM), help="which; all of them")
    parser.add_argument("--quick", action="store_true", help="two short rounds, 5,000 requests for the memory")
    options = parser.parse_args()
    chosen = [one for one in STACKS if one.name in options.programs]
    pace = Pace(2, 0.5, 100) if options.quick else Pace(options.rounds, 1.0, 200)
    try:
        services.check()
    except services.Missing as missing:
        sys.exit(str(missing))
    stacks.install()
    flat = (QUICK if options.quick else FLAT) if options.flat is None else options.flat
    found = list(measure(chosen, pace, flat))
    compared = [one for one in found if isinstance(one, Compared)]
    memory = [one for one in found if isinstance(one, Memory)]
    whole = {"compared": [one.as_dict() for one in compared], "memory": [asdict(one) for one in memory]}
    return reports.publish("serving", whole, text(compared, memory), missed(memory))


if __name__ == "__main__":
    sys.exit(main())
