"""A peer that runs: its database, its server on a core of its own, and the requests recorded for it."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from benchmarks import machine, recorded, world
from benchmarks.peers import PROGRAMS, PYTHON, Peer, environment
from benchmarks.services import Services
from benchmarks.sites.node import installation
from tests.support import ports
from tests.support.processes import LocalServer, ServerError

ROOT: Final = Path(__file__).parents[1]
# The project's own settings, but static files are collected outside its folder; nothing is taken out of it.
DEPLOYED: Final = """\
import os
from pathlib import Path

from hub_project.settings import *

STATIC_ROOT = Path(os.environ["BENCH_FOLDER"]) / "static"
WITHOUT_MIDDLEWARE = ()
WITHOUT_PARTS = ()
"""
STACKS: Final = {
    "sync": ("gunicorn", "--workers=2", "--worker-class=sync"),
    "gthread": ("gunicorn", "--workers=2", "--worker-class=gthread", "--threads=4"),
    "granian": ("granian", "--interface=wsgi", "--workers=2", "--blocking-threads=1", "--no-ws", "--http=1"),
}


def new_key() -> bytes:
    """What an OpenID provider signs with; it signs nothing here, but insists on one."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class Running:
    """``with Running(peer, services, folder, count) as server``; count: how many tokens there are to spend."""

    def __init__(
        self, peer: Peer, services: Services, folder: Path, count: int, *, stack: str = "sync", tag: str = ""
    ) -> None:
        self.peer, self.count, self.stack = peer, count, stack
        self.folder, self.port = folder / f"{peer.name}{tag}", ports.free_port()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.database = f"{peer.name}{tag}".replace("-", "_")
        self.database_url = services.cluster.create_database(self.database)
        self.env = environment(peer, self.database_url, self.port, services.redis.cache_url, self.folder)
        self.server = LocalServer(
            [*machine.on_core(machine.SERVER_CORE), *self.command()],
            self.env,
            self.port,
            log=self.folder / "log",
            cwd=ROOT,
        )

    def __enter__(self) -> Self:
        self.prepare()
        self.server.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.stop()

    @property
    def pid(self) -> int:
        return self.server.pid

    def prepare(self) -> None:
        """Tables, people and tokens. Raises ServerError with what the failing step printed."""
        if self.peer.settings == "deployed":
            (self.folder / "deployed.py").write_text(DEPLOYED)
            self.run("manage.py", "collectstatic", "--no-input")
        if self.peer.name in ("allauth", "node"):
            (self.folder / "key.pem").write_bytes(new_key())
        if self.peer.migrates:
            self.run("-m", "django", "migrate")
            self.run("-m", "django", "migrate", "--run-syncdb")  # what has no migrations refers to what has
        if self.peer.name == "allauth":
            self.run("-m", "django", "createcachetable")
        self.run("-m", self.peer.filling, str(self.folder), str(self.count))

    def run(self, *arguments: str) -> None:
        done = subprocess.run([PYTHON, *arguments], env=self.env, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode:
            raise ServerError(f"{self.peer.name}: {' '.join(arguments)}\n{done.stdout}{done.stderr}")

    def command(self) -> Sequence[str]:
        if not self.peer.is_django:
            return ["node", str(installation.home() / "server.mjs")]
        program, *options = STACKS[self.stack]
        where = (
            ["--host=127.0.0.1", f"--port={self.port}"] if program == "granian" else [f"--bind=127.0.0.1:{self.port}"]
        )
        quiet = ["--log-level=critical"]
        return [str(PROGRAMS / program), *options, *where, *quiet, self.peer.application]

    def requests(self, operation: str) -> list[bytes]:
        return recorded.read(self.folder, operation, self.port)

    def lasting(self, operation: str) -> list[bytes]:
        """Those with tokens of people who never skip the consent page.

        Of twenty grants, and of ten codes, the oldest makes room for a new one: who skips often loses theirs.
        """
        requests = enumerate(self.requests(operation))
        return [request for number, request in requests if world.human_of(number) > world.SIGNED_IN]
