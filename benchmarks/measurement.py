"""One figure: server CPU of a request, as a multiple of a yardstick's that was taken just before and just after.

Even processor time doubles where a neighbour keeps shared hardware busy, so a measurement is cut into slices, each
between two slices of a second, unchanging limit on the same core; the ratio of the two is what can be compared.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from benchmarks import client, machine, people, statements
from benchmarks.client import Load
from benchmarks.operations import BY_NAME, Operation
from benchmarks.servers import Running

WARM_UP: Final = 60  # requests, where each can be sent once only
YARD_SECONDS: Final = 0.5
SETTLE: Final = 0.15  # seconds in which the server ends what was in flight
SKIPS: Final = 4  # of each person in a slice: of ten codes and twenty grants none has to end to make room


@dataclass(frozen=True, slots=True)
class Sample:
    """yards: server CPU as a multiple of the yardstick's; cpu, db: milliseconds a request; memory: MiB a worker."""

    peer: str
    operation: str
    yards: float
    cpu: float
    db: float
    rate: float
    p50: float
    p99: float
    memory: float
    requests: int

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


class Yardstick:
    """The limit's GET /me on the same core, idle but in its own slices."""

    def __init__(self, server: Running) -> None:
        self.server, self.requests = server, server.requests("me")

    def slice(self) -> float:
        """Server CPU of one request, milliseconds."""
        before = machine.cpu(self.server.pid)
        load = client.run(self.server.port, self.requests, seconds=YARD_SECONDS)
        self.server.peer.check(load, BY_NAME["me"])
        time.sleep(SETTLE)
        return (machine.cpu(self.server.pid) - before) / load.requests


class Measurement:
    """Of one peer at one operation. seconds: of a slice, where requests can be sent again and again."""

    def __init__(self, server: Running, yardstick: Yardstick, postmaster: int, *, slices: int, seconds: float) -> None:
        self.server, self.yardstick, self.postmaster = server, yardstick, postmaster
        self.slices, self.seconds = slices, seconds

    def sample(self, operation: Operation) -> Sample:
        requests = self.server.requests(operation.name)
        self.send(operation, requests[:WARM_UP] if operation.once else requests)
        yards, taken = [self.yardstick.slice()], []
        for share in self.shares(operation, requests):
            taken.append(self.slice(operation, share))
            yards.append(self.yardstick.slice())
        ratios = [cpu / load.requests / statistics.mean(yards[n : n + 2]) for n, (load, cpu, _) in enumerate(taken)]
        return self.summed(operation, taken, statistics.median(ratios))

    def shares(self, operation: Operation, requests: Sequence[bytes]) -> list[Sequence[bytes]]:
        """What each slice sends."""
        if operation.once:
            # The last are for counting statements: a spent one would be counted at its refusal.
            return split(requests[WARM_UP : -statements.REQUESTS], self.slices)
        return [[*requests] * SKIPS if self.leaves_codes(operation) else requests] * self.slices

    def leaves_codes(self, operation: Operation) -> bool:
        """Whether each answer leaves a code that nobody redeems, and that a later request would have to end."""
        return self.server.peer.name == "hub" and operation.name == "skip"

    def slice(self, operation: Operation, requests: Sequence[bytes]) -> tuple[Load, float, float]:
        """The load, server CPU and database CPU in milliseconds."""
        leaves_codes = self.leaves_codes(operation)
        if leaves_codes:
            people.forget_codes(self.server.database_url)
        app, db = machine.cpu(self.server.pid), machine.cpu(self.postmaster)
        load = self.send(operation, requests, None if operation.once or leaves_codes else self.seconds)
        time.sleep(SETTLE)
        return load, machine.cpu(self.server.pid) - app, machine.cpu(self.postmaster) - db

    def send(self, operation: Operation, requests: Sequence[bytes], seconds: float | None = None) -> Load:
        load = client.run(self.server.port, requests, seconds=seconds)
        self.server.peer.check(load, operation)
        return load

    def summed(self, operation: Operation, taken: list[tuple[Load, float, float]], yards: float) -> Sample:
        count = sum(load.requests for load, _, _ in taken)
        whole = Load(latencies=[each for load, _, _ in taken for each in load.latencies])
        return Sample(
            peer=self.server.peer.name,
            operation=operation.name,
            yards=yards,
            cpu=sum(cpu for _, cpu, _ in taken) / count,
            db=sum(db for _, _, db in taken) / count,
            rate=count / sum(load.seconds for load, _, _ in taken),
            p50=whole.percentile(0.5),
            p99=whole.percentile(0.99),
            memory=machine.memory(self.server.pid),
            requests=count,
        )


def split(requests: Sequence[bytes], parts: int) -> list[Sequence[bytes]]:
    size = len(requests) // parts
    return [requests[part * size : (part + 1) * size] for part in range(parts)]
