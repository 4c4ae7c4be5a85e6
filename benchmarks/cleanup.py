"""How long a clean-up takes, what memory, and what it does to the API meanwhile: the Hub's, and DOT's cleartokens.

    python -m benchmarks.cleanup [--rows 1000000] [--peers hub,dot]

Each removes as many dead rows twice: alone, and while requests come at a fixed rate. Exit code 1 where the Hub misses a
goal: 60 seconds for 1,000,000 rows alone, memory that does not grow, a 99th percentile of at most 1.5 times.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks import expired, machine, reports, services
from benchmarks.peers import PEERS, PYTHON, Peer
from benchmarks.plan import Bar
from benchmarks.servers import ROOT, Running
from benchmarks.steady import Steady

ROWS: Final = 1_000_000
COMMANDS: Final = {"hub": "hub_cleanup", "dot": "cleartokens"}
BEFORE: Final = 30  # seconds of the same load without a clean-up
SECONDS_A_ROW: Final = 60 / ROWS
TIMES: Final = 1.5
GROWTH: Final = 1.2  # of the memory, from a quarter of the time on
START_UP: Final = 15  # seconds; a shorter run says nothing of rows
AT_MOST: Final = 1800  # seconds


@dataclass(frozen=True, slots=True)
class Cleaned:
    """seconds and MiB of the command; grown: its memory at the end, as a multiple of that at a quarter of the time."""

    seconds: float
    removed: int
    memory: float
    grown: float


@dataclass(frozen=True, slots=True)
class Found:
    """p99 in milliseconds, before and during a clean-up."""

    peer: str
    rows: int
    alone: Cleaned
    serving: Cleaned
    p99_before: float
    p99_during: float

    @property
    def times(self) -> float:
        return self.p99_during / self.p99_before


def clean(server: Running) -> Cleaned:
    """Run the command as cron would. Raises CalledProcessError."""
    peer, begun, seen = server.peer.name, time.monotonic(), []
    before = expired.left(peer, server.database_url)
    argv = [PYTHON, "-m", "django", COMMANDS[peer]]
    with subprocess.Popen(argv, env=server.env, cwd=ROOT, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            seen.append(resident(process.pid))
            if time.monotonic() - begun > AT_MOST:
                process.kill()
            time.sleep(0.1)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, argv)
    seconds = time.monotonic() - begun
    seen = [each for each in seen if each]
    return Cleaned(
        seconds, before - expired.left(peer, server.database_url), max(seen), max(seen) / seen[len(seen) // 4]
    )


def resident(pid: int) -> float:
    """MiB; 0 where it has just ended."""
    with suppress(OSError, StopIteration):
        lines = (machine.PROC / str(pid) / "status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
    return 0.0


def observe(server: Running, rows: int, step: Callable[[str], None]) -> Found:
    peer, cleaned = server.peer.name, []

    def fill() -> None:
        expired.fill(peer, server.database_url, rows, lambda: step(f"{peer}: rows are made"))

    fill()
    cleaned.append(clean(server))
    step(f"{peer}: cleaned alone")
    fill()
    load = Steady(server.port, server.requests("me"))
    load.during(lambda: time.sleep(3))
    before = load.during(lambda: time.sleep(BEFORE))
    step(f"{peer}: served")
    during = load.during(lambda: cleaned.append(clean(server)))
    step(f"{peer}: cleaned while serving")
    alone, serving = cleaned
    return Found(peer, rows, alone, serving, before.percentile(0.99), during.percentile(0.99))


def measure(peers: list[Peer], rows: int) -> Iterator[Found]:
    batches = sum(2 * len(list(expired.statements(peer.name, rows))) + 3 for peer in peers)
    bar = Bar(batches)
    with (
        tempfile.TemporaryDirectory(prefix="hub-cleanup-") as folder,
        services.Services(Path(folder), max_wal_size="16GB") as beside,
    ):
        # The clean-up, the database and the load take whichever core is free, as they would elsewhere.
        os.sched_setaffinity(0, {machine.SERVER_CORE, machine.OTHER_CORE})
        machine.move(beside.postmaster, machine.SERVER_CORE, machine.OTHER_CORE)
        for peer in peers:
            with Running(peer, beside, Path(folder), 10) as server:
                yield observe(server, rows, bar.advance)


def missed(found: Found) -> list[str]:
    goal = max(SECONDS_A_ROW * found.rows, START_UP)
    wrong = {
        f"{found.alone.seconds:.0f} s alone, the goal is {goal:.0f}": found.alone.seconds > goal,
        f"the memory grew {found.alone.grown:.2f} times": found.alone.grown > GROWTH and found.alone.seconds > START_UP,
        f"p99 {found.times:.2f} times, the goal is {TIMES}": found.times > TIMES,
    }
    return [f"clean-up of {found.rows:,} rows: {sentence}." for sentence, is_so in wrong.items() if is_so]


def text(found: list[Found]) -> str:
    head = (
        "peer",
        "rows removed",
        "s alone",
        "rows/s",
        "MiB",
        "grown",
        "s serving",
        "p99 before",
        "p99 during",
        "times",
    )
    rows = [
        (one.peer, f"{one.alone.removed:,}", f"{one.alone.seconds:.1f}",
         f"{one.alone.removed / one.alone.seconds:,.0f}", f"{one.alone.memory:.0f}", f"{one.alone.grown:.2f}",
         f"{one.serving.seconds:.1f}", f"{one.p99_before:.1f}", f"{one.p99_during:.1f}", f"{one.times:.2f}")
        for one in found
    ]  # fmt: skip
    return reports.table(head, rows)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=ROWS, help="dead rows of each")
    parser.add_argument("--peers", default=",".join(COMMANDS), help="hub alone takes half of the time")
    options = parser.parse_args()
    peers, rows = options.peers.split(","), options.rows
    if unknown := set(peers) - set(COMMANDS):
        parser.error(f"--peers: {', '.join(sorted(unknown))}")
    try:
        services.check()
    except services.Missing as missing:
        sys.exit(str(missing))
    found = list(measure([PEERS[name] for name in peers], rows))
    whole = {"found": [asdict(one) | {"times": one.times} for one in found]}
    wrong = [line for one in found if one.peer == "hub" for line in missed(one)]
    return reports.publish("cleanup", whole, text(found), wrong)


if __name__ == "__main__":
    sys.exit(main())
