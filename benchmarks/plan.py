"""A run: every peer in turn, round after round, each round on databases filled anew."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks import statements
from benchmarks.measurement import WARM_UP, Measurement, Sample, Yardstick
from benchmarks.operations import BY_NAME
from benchmarks.peers import LIMIT, Peer
from benchmarks.servers import Running
from benchmarks.services import Services


@dataclass(frozen=True, slots=True)
class Plan:
    """slices, seconds: of each measurement; each: requests of a slice where each can be sent once only."""

    peers: tuple[Peer, ...]
    rounds: int
    slices: int
    seconds: float
    each: int
    stack: str = "sync"

    @property
    def spendable(self) -> int:
        return WARM_UP + self.slices * self.each + statements.REQUESTS

    @property
    def measurements(self) -> int:
        return self.rounds * sum(len(peer.operations) for peer in self.peers)


def carry_out(plan: Plan, services: Services, folder: Path) -> Iterator[tuple[int, Sample, float | None]]:
    """(round, sample, statements a request in the first round)."""
    with Running(LIMIT, services, folder, 1, tag="-yard") as yard:
        yardstick = Yardstick(yard)
        yardstick.slice()
        site = Site(services, folder, yardstick)
        for number in range(plan.rounds):
            for peer in plan.peers:
                yield from visit(plan, site, peer, number)


@dataclass(frozen=True, slots=True)
class Site:
    """Where a run takes place."""

    services: Services
    folder: Path
    yardstick: Yardstick


def visit(plan: Plan, site: Site, peer: Peer, number: int) -> Iterator[tuple[int, Sample, float | None]]:
    services, tag = site.services, f"-{number}"
    with Running(peer, services, site.folder, plan.spendable, stack=plan.stack, tag=tag) as server:
        measurement = Measurement(server, site.yardstick, services.postmaster, slices=plan.slices, seconds=plan.seconds)
        for operation in peer.operations:
            sample = measurement.sample(BY_NAME[operation])
            counted = statements.of_requests(server, operation, services.cluster) if number == 0 else None
            yield number, sample, counted


class Bar:
    """Where the run is, on a terminal only."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0

    def advance(self, what: str) -> None:
        self.done += 1
        if sys.stderr.isatty():
            filled = 30 * self.done // self.total
            sys.stderr.write(f"\r[{'#' * filled}{'.' * (30 - filled)}] {self.done}/{self.total} {what:32}")
            sys.stderr.write("\n" if self.done == self.total else "")
            sys.stderr.flush()
