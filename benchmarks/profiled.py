"""Which layer takes the processor time of a request: the shipped Hub's WSGI application in this process, profiled.

    python -m benchmarks.profiled [me code …] [--requests N]

Each function's own time counts for the layer that its file belongs to, that of built-in functions for the layer that
calls them. A profiler makes small functions dearer than they are: shares are to be compared, and the milliseconds of a
request are measured without it.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr
from dataclasses import asdict, dataclass
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, Final

from benchmarks import in_process, layers, machine, reports, services
from benchmarks.operations import BY_NAME
from benchmarks.peers import HUB
from benchmarks.plan import Bar
from benchmarks.servers import Running

WARM_UP: Final = 40  # requests; by then every query is compiled here and prepared there


@dataclass(frozen=True, slots=True)
class Profiled:
    """milliseconds: of a request, without the profiler; layers, files: parts of one of the profiled time."""

    operation: str
    milliseconds: float
    layers: Mapping[str, float]
    files: Mapping[str, float]


def profile(application: Any, server: Running, operation: str, count: int) -> Profiled:
    status, requests = BY_NAME[operation].status, in_process.requests(server.folder, operation, server.port)
    first, plain, observed = (list(islice(requests, many)) for many in (WARM_UP, count, count))
    in_process.answer(application, first, status)
    milliseconds = in_process.answer(application, plain, status)
    profiler = cProfile.Profile(time.process_time)
    profiler.runcall(in_process.answer, application, observed, status)
    files = layers.own_times(profiler)
    return Profiled(operation, milliseconds, layers.shares(layers.of(files)), layers.shares(files))


def measure(operations: Sequence[str], count: int) -> list[Profiled]:
    bar = Bar(len(operations) + 1)
    with tempfile.TemporaryDirectory(prefix="hub-profiled-") as folder, services.Services(Path(folder)) as beside:
        server = Running(HUB, beside, Path(folder), WARM_UP + 2 * count)
        server.prepare()
        bar.advance("the Hub is filled")
        os.environ.update(server.env)
        os.sched_setaffinity(0, {machine.SERVER_CORE})  # the database stays on the other
        sys.path.insert(0, str(server.folder))
        with (server.folder / "log").open("w") as log:
            with redirect_stderr(log):  # where its handlers write from then on
                application = import_module(HUB.application.partition(":")[0]).application
            found = []
            for operation in operations:
                found.append(profile(application, server, operation, count))
                bar.advance(operation)
        return found


def apart(operations: Sequence[str], count: int) -> dict[str, list[str]]:
    """In a process of its own: operation -> the layers that took most, each with its share."""
    if operations:
        command = [sys.executable, "-m", "benchmarks.profiled", *operations, f"--requests={count}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    whole = json.loads((reports.OUT / "profiled.json").read_text()) if operations else {"profiled": []}
    return {one["operation"]: largest(one["layers"]) for one in whole["profiled"]}


def largest(shares: Mapping[str, float], many: int = 3) -> list[str]:
    """Of all layers with a name, the largest first."""
    named = sorted((name for name in shares if name != layers.REST), key=shares.__getitem__, reverse=True)
    return [f"{name} {shares[name]:.0%}" for name in named[:many]]


def text(found: Sequence[Profiled]) -> str:
    rows = [(name, *(f"{100 * one.layers.get(name, 0):.0f}" for one in found)) for name in layers.ALL]
    whole = ("ms of a request", *(f"{one.milliseconds:.2f}" for one in found))
    return reports.table(("% of the processor time", *(one.operation for one in found)), [*rows, whole])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("operations", nargs="*", metavar="operation", help=f"of {', '.join(HUB.operations)}; all")
    parser.add_argument("--requests", type=int, default=300, help="so many are profiled, and as many timed without")
    options = parser.parse_args()
    operations = options.operations or HUB.operations
    if unknown := set(operations) - set(HUB.operations):
        parser.error(f"there is no {', '.join(unknown)}")
    try:
        services.check()
    except services.Missing as missing:
        sys.exit(str(missing))
    found = measure(operations, max(1, options.requests))
    return reports.publish("profiled", {"profiled": [asdict(one) for one in found]}, text(found))


if __name__ == "__main__":
    sys.exit(main())
