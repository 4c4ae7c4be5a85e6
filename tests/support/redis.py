"""A Redis of the tests' own, on loopback, which keeps nothing on disk."""

from __future__ import annotations

import os
from pathlib import Path

from tests.support import ports
from tests.support.processes import LocalServer


class RedisServer(LocalServer):
    """folder: where it stands, and logs to."""

    def __init__(self, folder: Path) -> None:
        port = ports.free_port()
        options = ["--port", str(port), "--bind", ports.LOOPBACK, "--save", "", "--appendonly", "no"]
        environ = {"PATH": os.environ["PATH"]}
        super().__init__(["redis-server", *options], environ, port, log=folder / "redis.log", cwd=folder)

    @property
    def cache_url(self) -> str:
        return f"redis://{ports.LOOPBACK}:{self.port}/0"
