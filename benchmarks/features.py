"""What each feature of the Hub costs: the Hub as shipped beside the same Hub without one feature each.

    python -m benchmarks.features [--rounds N] [--quick]

All run side by side and take turns. What a feature costs is the server and database CPU that a request takes less
without it, as a share of the Hub's as shipped in the same round; the middle of the rounds.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Final

from benchmarks import reports, services, world
from benchmarks.lanes import Compared, Lane, Pace, compare
from benchmarks.operations import BY_NAME
from benchmarks.peers import HUB
from benchmarks.plan import Bar
from benchmarks.servers import Running
from benchmarks.variants import API, SHIPPED, VARIANTS, Varied

OPERATIONS: Final = {
    "me": "me",
    "teams": "teams",
    "code": "code exchange",
    "refresh": "refresh",
    "authorize": "consent page",
}
# Short slices in many rounds: within one, the machine is much the same for all.
PACE: Final = Pace(24, 0.2, 30)
QUICK: Final = Pace(2, 0.3, 50)
AS_A_PAGE: Final = f"\r\nOrigin: {world.ORIGIN}\r\n".encode()  # as single-page apps ask


def measure(pace: Pace) -> Iterator[list[Compared]]:
    """What was found of each operation, the Hub as shipped first."""
    bar = Bar(len(VARIANTS) + len(OPERATIONS) * (pace.rounds + 1))
    with tempfile.TemporaryDirectory(prefix="hub-features-") as folder, ExitStack() as stack:
        beside = stack.enter_context(services.Services(Path(folder), autovacuum="off"))
        base = Running(HUB, beside, Path(folder), pace.each * (pace.rounds + 1))
        base.prepare()
        servers = {}
        for variant in VARIANTS:
            servers[variant] = stack.enter_context(Varied(variant, base, beside, Path(folder)))
            bar.advance(f"{variant.name}: runs")
        for operation in OPERATIONS:
            lanes = [
                lane(one.name, server, operation) for one, server in servers.items() if operation in one.operations
            ]
            last: list[Compared] = []
            for number, found in enumerate(compare(operation, lanes, beside.postmaster, pace)):
                bar.advance(f"{operation}, round {number}")
                last = found
            yield last


def lane(name: str, server: Running, operation: str) -> Lane:
    about, requests = BY_NAME[operation], server.requests(operation)
    if operation in API:
        requests = [request.replace(b"\r\n", AS_A_PAGE, 1) for request in requests]
    return Lane(name, server, requests, about.status, about.once, proof=about.proof)


def share(one: Compared) -> float:
    """Of what a request costs as shipped."""
    return 1 - one.ratio


def rows(found: Sequence[Compared]) -> Iterator[Sequence[str]]:
    """Of one operation."""
    title, whole = OPERATIONS[found[0].operation], found[0].median("both")
    for one in found:
        figures = title, one.lane, f"{one.median('cpu'):.2f}", f"{one.median('db'):.2f}"
        costs = f"{1000 * whole * share(one):.0f}", f"{100 * share(one):.1f}", f"{100 * one.error:.1f}"
        yield (*figures, *(("", "", "") if one.lane == SHIPPED.name else costs))


def text(found: Sequence[Sequence[Compared]]) -> str:
    head = ("operation", "without", "server ms", "database ms", "costs µs", "%", "± %")
    return reports.table(head, [row for each in found for row in rows(each)], names=2)


def as_dict(one: Compared, shipped: Compared) -> dict[str, object]:
    costs = {"share": share(one), "error": one.error, "microseconds": 1000 * shipped.median("both") * share(one)}
    return one.as_dict() | costs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=PACE.rounds, help="how often each is measured, two at least")
    parser.add_argument("--quick", action="store_true", help="two short rounds")
    options = parser.parse_args()
    pace = QUICK if options.quick else replace(PACE, rounds=max(2, options.rounds))
    try:
        services.check()
    except services.Missing as missing:
        sys.exit(str(missing))
    found = list(measure(pace))
    whole = {"compared": [as_dict(one, each[0]) for each in found for one in each]}
    return reports.publish("features", whole, text(found))


if __name__ == "__main__":
    sys.exit(main())
