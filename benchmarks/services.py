"""What runs beside the servers under test, on the other core: PostgreSQL and Redis of the benchmark's own."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from pathlib import Path
from typing import Final, Self

from benchmarks import machine, statements
from tests.support import needs
from tests.support.postgres import Cluster
from tests.support.redis import RedisServer

POSTGRES: Final = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "shared_preload_libraries": "pg_stat_statements",
}


PROGRAMS: Final = {"redis-server": "redis-server", "taskset": "util-linux", "node": "nodejs", "npm": "npm"}


class Missing(Exception):
    """A program that the benchmark needs is not installed; the message names its Debian package."""


def check() -> None:
    """Raises Missing."""
    if line := needs.missing_postgres():
        raise Missing(line)
    for program, package in PROGRAMS.items():
        if shutil.which(program) is None:
            raise Missing(f"{program} is missing (Debian package {package})")
    if (os.cpu_count() or 1) < 2:
        raise Missing("two cores are needed: one for the server under test, one for all else")


class Services:
    """``with Services(folder) as services``: a cluster and a cache; this process moves to their core, too.

    postgres: settings of the cluster, beside or instead of POSTGRES.
    """

    def __init__(self, folder: Path, **postgres: str) -> None:
        self.cluster, self.redis = Cluster(**{**POSTGRES, **postgres}), RedisServer(folder)

    def __enter__(self) -> Self:
        signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))  # no server outlives a benchmark
        os.sched_setaffinity(0, {machine.OTHER_CORE})  # what it starts stands there, until it is told otherwise
        self.cluster.start()
        try:
            statements.track(self.cluster, "none")
            self.redis.start()
        except BaseException:
            self.cluster.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.redis.stop()
        self.cluster.stop()

    @property
    def postmaster(self) -> int:
        if self.cluster.server is None:
            raise LookupError("the cluster does not run")
        return self.cluster.server.pid
