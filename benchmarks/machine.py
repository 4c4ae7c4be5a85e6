"""The machine: which core does what, what a process and its children cost, and what stands in the report."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

TICKS: Final = os.sysconf("SC_CLK_TCK")
PROC: Final = Path("/proc")
# The server under test has one core to itself, so that "requests/s" means per core; all the rest has the other.
SERVER_CORE: Final = 0
OTHER_CORE: Final = 1


def on_core(core: int) -> list[str]:
    """What stands before a command that is to run there."""
    return ["taskset", "--cpu-list", str(core)]


def move(root: int, *cores: int) -> None:
    """The process and everything below it, every thread; what it starts from now on goes there, too."""
    for pid in tree(root):
        for thread in threads(pid):
            with suppress(OSError):
                os.sched_setaffinity(int(thread.name), cores)


@contextmanager
def both_cores(root: int) -> Iterator[None]:
    """For the process and everything below it, while nothing is measured."""
    move(root, SERVER_CORE, OTHER_CORE)
    try:
        yield
    finally:
        move(root, OTHER_CORE)


def cpu(root: int) -> float:
    """Milliseconds of processor time that a process, its children and those they reaped have used."""
    return sum(map(spent, tree(root)))


def spent(pid: int) -> float:
    """Milliseconds: to the nanosecond where every thread is still there, else in ticks, which have ended ones."""
    try:
        user, system, *reaped = (int(value) * 1000 / TICKS for value in stat(pid)[11:15])
    except OSError:
        return 0.0
    return max(user + system, sum(map(scheduled, threads(pid)))) + sum(reaped)


def threads(pid: int) -> list[Path]:
    try:
        return list((PROC / str(pid) / "task").iterdir())
    except OSError:
        return []


def scheduled(thread: Path) -> float:
    """Milliseconds of one thread; 0 where it has just ended."""
    try:
        return int((thread / "schedstat").read_text().split()[0]) / 1_000_000
    except OSError:
        return 0.0


def stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name, which may hold anything."""
    return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()


def tree(root: int) -> set[int]:
    """The process and everything below it."""
    parents = parents_of_all()
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found


def parents_of_all() -> dict[int, int]:
    parents = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(stat(int(entry.name))[1])
            except OSError:
                continue  # ended meanwhile
    return parents


def memory(root: int) -> float:
    """MiB of the largest process below it, shared pages counted in part (PSS)."""
    return max(map(proportional_set, tree(root)), default=0.0)


def proportional_set(pid: int) -> float:
    try:
        text = (PROC / str(pid) / "smaps_rollup").read_text()
    except OSError:
        return 0.0
    found = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0


def described() -> dict[str, str]:
    """For the report."""
    processor = re.search(r"model name\s*: (.*)", (PROC / "cpuinfo").read_text())
    return {
        "processor": processor[1] if processor else platform.processor(),
        "cores": str(os.cpu_count()),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
    }
