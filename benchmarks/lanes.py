"""Several servers or people side by side at the same operation, slice after slice in turn, compared with the first."""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Final

from benchmarks import client, machine
from benchmarks.measurement import SETTLE
from benchmarks.servers import Running

# sqrt(pi / 2) of the standard deviation, which is 1.48 times half the distance between the quartiles.
ERROR: Final = 1.86


@dataclass(slots=True)
class Lane:
    """One of those compared. spent: how many requests were sent before; the next slice goes on after them.

    at_most: where the same request may be sent only so often in one slice; before: what is done ahead of each slice;
    proof: as of an operation.
    """

    name: str
    server: Running
    requests: Sequence[bytes]
    status: int = 200
    once: bool = False
    spent: int = 0
    proof: bytes = b""
    at_most: int | None = None
    before: Callable[[], object] = lambda: None

    @property
    def is_counted(self) -> bool:
        return self.once or self.at_most is not None

    def next(self, each: int) -> Sequence[bytes]:
        if self.once:
            return self.requests[self.spent : self.spent + each]
        count = self.at_most or len(self.requests)
        return [self.requests[(self.spent + number) % len(self.requests)] for number in range(count)]


@dataclass(frozen=True, slots=True)
class Slice:
    """Milliseconds a request: processor time of server and database, and how long the client waited.

    rate: requests a second.
    """

    cpu: float
    db: float
    rate: float
    p50: float
    p99: float
    requests: int

    @property
    def both(self) -> float:
        return self.cpu + self.db


@dataclass(frozen=True, slots=True)
class Pace:
    """rounds: slices of each lane; seconds: of a slice, or each: requests of one where each can be sent once only."""

    rounds: int
    seconds: float = 1.0
    each: int = 300


@dataclass(slots=True)
class Compared:
    """ratio: server and database CPU of a request as a multiple of the first lane's in the same round, the median."""

    operation: str
    lane: str
    slices: list[Slice] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        return statistics.median(self.ratios)

    @property
    def spread(self) -> float:
        """Half of the rounds found a ratio that is at most about this far from the middle; of two rounds at least."""
        low, _, high = statistics.quantiles(self.ratios, n=4)
        return (high - low) / 2

    @property
    def error(self) -> float:
        """How far the ratio may be from what more rounds would give: the standard error of a median."""
        return ERROR * self.spread / math.sqrt(len(self.ratios))

    def median(self, figure: str) -> float:
        return float(statistics.median(getattr(one, figure) for one in self.slices))

    def as_dict(self) -> dict[str, object]:
        medians = {figure: self.median(figure) for figure in ("cpu", "db", "rate", "p50", "p99")}
        return {"operation": self.operation, "lane": self.lane, "ratio": self.ratio, **medians, **asdict(self)}


def compare(operation: str, lanes: Sequence[Lane], postmaster: int, pace: Pace) -> Iterator[list[Compared]]:
    """What is known after each round, for a progress bar; the last is the result. The first round only warms up."""
    found = [Compared(operation, lane.name) for lane in lanes]
    for number in range(pace.rounds + 1):
        taken = round_of(lanes, postmaster, pace, start=number % len(lanes))
        if number:
            for compared, one in zip(found, taken, strict=True):
                compared.slices.append(one)
                compared.ratios.append(one.both / taken[0].both)
        yield found


def round_of(lanes: Sequence[Lane], postmaster: int, pace: Pace, *, start: int) -> list[Slice]:
    """A slice of each, begun with another one in every round; in the order of the lanes."""
    taken = {}
    for place in range(len(lanes)):
        lane = lanes[(start + place) % len(lanes)]
        taken[lane.name] = slice_of(lane, postmaster, pace)
    return [taken[lane.name] for lane in lanes]


def slice_of(lane: Lane, postmaster: int, pace: Pace) -> Slice:
    lane.before()
    requests = lane.next(pace.each)
    app, db = machine.cpu(lane.server.pid), machine.cpu(postmaster)
    load = client.run(lane.server.port, requests, seconds=None if lane.is_counted else pace.seconds)
    time.sleep(SETTLE)
    app, db = machine.cpu(lane.server.pid) - app, machine.cpu(postmaster) - db
    load.insist(lane.name, lane.status, lane.proof)
    count = load.requests
    lane.spent += count
    rate, (p50, p99) = count / load.seconds, map(load.percentile, (0.5, 0.99))
    return Slice(app / count, db / count, rate, p50, p99, count)
