"""Who is measured: what each peer is, how it starts and how it is filled."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from benchmarks.client import Load
from benchmarks.operations import Operation

PYTHON: Final = sys.executable
PROGRAMS: Final = Path(sys.executable).parent
ALL: Final = ("me", "teams", "unknown", "code", "refresh", "authorize", "skip", "revoke", "introspect")


@dataclass(frozen=True, slots=True)
class Peer:
    """settings: the module for Django, "" for none; application: for the WSGI server; filling: the module that fills.

    migrates: whether the tables come from migrations. operations: the names it can be measured at;
    statuses, proofs: of its answers, where they are others.
    """

    name: str
    title: str
    application: str
    filling: str
    settings: str = ""
    migrates: bool = True
    operations: tuple[str, ...] = ALL
    statuses: Mapping[str, int] = field(default_factory=dict)
    proofs: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def is_django(self) -> bool:
        return bool(self.application)

    def check(self, load: Load, operation: Operation) -> None:
        """Raises WrongAnswer where that is not what it answers."""
        status = self.statuses.get(operation.name, operation.status)
        proof = self.proofs.get(operation.name, operation.proof)
        load.insist(f"{self.title}, {operation.title}", status, proof)


# Its limits are counted at the shipped rates, and nobody is refused for them.
HUB: Final = Peer(
    "hub", "the Hub", "benchmarks.sites.hub_without:application", "benchmarks.sites.hub_filling", "deployed"
)
DOT: Final = Peer(
    "dot",
    "django-oauth-toolkit + DRF",
    "benchmarks.sites.dot.wsgi:application",
    "benchmarks.sites.dot.filling",
    "benchmarks.sites.dot.settings",
    statuses={"skip": 302},
)
ALLAUTH: Final = Peer(
    "allauth",
    "allauth's provider + DRF",
    "benchmarks.sites.allauth.wsgi:application",
    "benchmarks.sites.allauth.filling",
    "benchmarks.sites.allauth.settings",
    operations=tuple(name for name in ALL if name != "introspect"),
    statuses={"skip": 302},
)
NODE: Final = Peer(
    "node",
    "node-oidc-provider",
    "",
    "benchmarks.sites.node.filling",
    migrates=False,
    # It shows no page of its own: it sends the browser to one that the host writes.
    statuses={"authorize": 303},
    proofs={"authorize": rb"(?i)\nlocation: *\S*/interaction/"},
)
LIMIT: Final = Peer(
    "limit",
    "D: bare Django, one statement",
    "benchmarks.sites.limit:application",
    "benchmarks.sites.limit_filling",
    migrates=False,
)
CONSTANT: Final = Peer(
    "constant",
    "E: a constant",
    "benchmarks.sites.limit:application",
    "benchmarks.sites.limit_filling",
    migrates=False,
    operations=("constant",),
)
PEERS: Final = {peer.name: peer for peer in (HUB, DOT, ALLAUTH, NODE, LIMIT, CONSTANT)}


def environment(peer: Peer, database_url: str, port: int, cache_url: str, folder: Path) -> dict[str, str]:
    """What its server and its seed run with; nothing else is inherited but the path."""
    database = urlsplit(database_url)
    shared = {
        "PATH": f"{PROGRAMS}:/usr/bin:/bin",
        "PYTHONPATH": f"{folder}:{Path(__file__).parents[1]}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "HOME": str(Path.home()),
        "NODE_ENV": "production",
        "BENCH_PGPORT": str(database.port),
        "BENCH_DATABASE": database.path.lstrip("/"),
        "BENCH_PORT": str(port),
        "BENCH_FOLDER": str(folder),
    }
    if peer.settings:
        shared["DJANGO_SETTINGS_MODULE"] = peer.settings
    return shared | (deployed(database_url, port, cache_url, folder) if peer.name == "hub" else {})


def deployed(database_url: str, port: int, cache_url: str, folder: Path) -> dict[str, str]:
    """The Hub's own environment, as .env.example explains it."""
    return {
        "DEBUG": "off",
        "SECRET_KEY": "bench-9f2Zt-Xb7_uPq4LwKd0mVs8RjGc3HyNe6TaBo5QiWxEz1FMkYh",
        "ALLOWED_HOSTS": "127.0.0.1",
        "HUB_ISSUER": f"http://127.0.0.1:{port}",
        "DATABASE_URL": database_url,
        "CACHE_URL": cache_url,
        "EMAIL_URL": f"filemail:///{folder}/mail",
    }
