"""The Hub on SQLite, four threads at once: what it answers, and how fast.

    python -m benchmarks.sqlite [--seconds N] [--quick]

One gunicorn worker with four threads, settings as shipped (WAL, IMMEDIATE transactions). Each operation in turn by four
callers, then all of them mixed. Exit code 1 where an answer was another than the operation's.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks import client, machine, reports, services, world
from benchmarks.client import Load
from benchmarks.measurement import SETTLE, split
from benchmarks.operations import BY_NAME
from benchmarks.peers import ALL, HUB
from benchmarks.plan import Bar
from benchmarks.servers import STACKS, Running
from benchmarks.services import Services

THREADS: Final = 4
WARM_UP: Final = 20
MIXED: Final = "all, mixed"
SPENT: Final = tuple(name for name in ALL if BY_NAME[name].once)
READ: Final = ("me", "teams", "introspect")
STACKS["threads"] = ("gunicorn", "--workers=1", "--worker-class=gthread", f"--threads={THREADS}")


class OnSqlite(Running):
    """``with OnSqlite(services, folder, count) as server``; its database is a file in its folder."""

    def __init__(self, beside: Services, folder: Path, count: int) -> None:
        super().__init__(HUB, beside, folder, count, stack="threads", tag="-sqlite")
        self.database_url = f"sqlite:///{self.folder / 'hub.sqlite3'}"
        self.env["DATABASE_URL"] = self.server.env["DATABASE_URL"] = self.database_url


@dataclass(frozen=True, slots=True)
class Found:
    """cpu: milliseconds a request; wrong: answers with another status than the operation's."""

    operation: str
    requests: int
    wrong: int
    cpu: float
    rate: float
    p50: float
    p99: float
    statuses: dict[int, int]


def measure(count: int, seconds: float) -> Iterator[Found]:
    bar = Bar(len(ALL) + 2)
    with (
        tempfile.TemporaryDirectory(prefix="hub-sqlite-") as folder,
        services.Services(Path(folder)) as beside,
        OnSqlite(beside, Path(folder), needed(count)) as server,
    ):
        bar.advance("the Hub runs on SQLite")
        for operation in ALL:
            about = BY_NAME[operation]
            requests = server.lasting(operation) if operation in (*SPENT, *READ) else server.requests(operation)
            HUB.check(client.run(server.port, requests[:WARM_UP], connections=THREADS), about)
            sent = split(requests[WARM_UP:], 2)[0] if about.once else requests
            yield taken(operation, server, sent, None if about.once else seconds)
            bar.advance(operation)
        yield taken(MIXED, server, mixed(server), None)
        bar.advance(MIXED)


def needed(count: int) -> int:
    """How many there are to be of each, for twice so many of people who never skip the page."""
    return (WARM_UP + 2 * count) * world.PEOPLE // (world.PEOPLE - world.SIGNED_IN) + world.SIGNED_IN


def mixed(server: Running) -> Sequence[bytes]:
    """One of each in turn, as long as there is something left to spend."""
    left = {name: split(server.lasting(name)[WARM_UP:], 2)[1] for name in SPENT}
    kept = {name: server.lasting(name) for name in READ}
    turns = range(min(map(len, left.values())))
    every = {name: left.get(name) or kept.get(name) or server.requests(name) for name in ALL}
    return [requests[turn % len(requests)] for turn in turns for requests in every.values()]


def expected(operation: str, count: int) -> Counter[int]:
    """How often which status, of so many answers."""
    names = ALL if operation == MIXED else (operation,)
    return Counter(BY_NAME[name].status for name in names for _ in range(count // len(names)))


def taken(operation: str, server: Running, requests: Sequence[bytes], seconds: float | None) -> Found:
    before = machine.cpu(server.pid)
    load: Load = client.run(server.port, requests, seconds=seconds, connections=THREADS)
    time.sleep(SETTLE)
    return Found(
        operation,
        load.requests,
        wrong=(load.statuses - expected(operation, load.requests)).total(),
        cpu=(machine.cpu(server.pid) - before) / load.requests,
        rate=load.requests / load.seconds,
        p50=load.percentile(0.5),
        p99=load.percentile(0.99),
        statuses=dict(load.statuses),
    )


def text(found: list[Found]) -> str:
    head = ("operation", "requests", "wrong", "CPU ms", "req/s", "p50", "p99")
    rows = [
        (
            one.operation,
            one.requests,
            one.wrong,
            f"{one.cpu:.2f}",
            f"{one.rate:.0f}",
            f"{one.p50:.1f}",
            f"{one.p99:.1f}",
        )
        for one in found
    ]
    return reports.table(head, rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10, help="of each operation that can be sent again and again")
    parser.add_argument("--count", type=int, default=2000, help="requests of each that can be sent once only")
    parser.add_argument("--quick", action="store_true", help="one second, 100 requests")
    options = parser.parse_args()
    try:
        services.check()
    except services.Missing as missing:
        sys.exit(str(missing))
    count, seconds = (100, 1.0) if options.quick else (options.count, options.seconds)
    found = list(measure(count, seconds))
    wrong = [f"{one.operation}: {one.statuses}" for one in found if one.wrong]
    return reports.publish("sqlite", {"found": [asdict(one) for one in found]}, text(found), wrong)


if __name__ == "__main__":
    sys.exit(main())
