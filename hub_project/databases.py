"""The database that ``DATABASE_URL`` names: a file of SQLite, or PostgreSQL on one host or several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import SplitResult

from environ import Env

from hub_project.variables import OFF, ON, parsed, refuse, settings_of

NAME: Final = "DATABASE_URL"
SCHEMES: Final = ("postgres", "postgresql", "sqlite")
# What a connection asks a third time is planned once and kept, which halves the database's part of a request.
PREPARED: Final = {"server_side_binding": True, "prepare_threshold": 3}
# A network that is gone is noticed by whatever waits outside of a request, too; the last one is in milliseconds.
WATCHED: Final = {"connect_timeout": 5, "keepalives_idle": 60, "tcp_user_timeout": 60_000}
SQLITE: Final = {
    "init_command": "PRAGMA journal_mode=WAL",
    # A transaction that reads first and writes then would fail at once where another writes meanwhile.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
}


def database(url: str, folder: Path) -> dict[str, Any]:
    """The value for ``DATABASES["default"]``. folder: what a relative file of SQLite stands in.

    Raises ImproperlyConfigured.
    """
    refuse_odd_hosts([parsed(NAME, each, SCHEMES) for each in host_by_host(url)])
    settings = settings_of(NAME, url, Env.db_url_config)
    if not settings["NAME"] or settings["NAME"] == ":memory:":
        refuse(NAME, "must name a database: postgres://USER:PASSWORD@HOST/NAME or sqlite:///FILE")
    if settings["ENGINE"].endswith("sqlite3"):
        return {**settings, "NAME": str(folder / settings["NAME"]), "OPTIONS": dict(SQLITE)}
    return postgresql(settings)


def host_by_host(url: str) -> Iterator[str]:
    """postgres://USER@HOST:PORT,HOST:PORT/NAME has several hosts: the URL as it is with each of them."""
    scheme, _, rest = url.partition("//")
    address, slash, path = rest.partition("/")
    user, at, hosts = address.rpartition("@")
    for host in hosts.split(","):
        yield f"{scheme}//{user}{at}{host}{slash}{path}"


def refuse_odd_hosts(each: Sequence[SplitResult]) -> None:
    """libpq gets hosts and ports as two lists: one port would be that of every host, and [::1] the name of none."""
    if len(each) == 1:
        return
    if len({parts.port is None for parts in each}) > 1:
        refuse(NAME, "takes a port for each of its hosts, or for none")
    if any(":" in (parts.hostname or "") for parts in each):
        refuse(NAME, "takes names or IPv4 addresses where it has several hosts")


def postgresql(settings: dict[str, Any]) -> dict[str, Any]:
    kept = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, **settings, "ENGINE": "hub_project.postgresql"}
    options = dict(settings.get("OPTIONS", {}))
    given = str(options.pop("prepare", "on")).lower()
    if given not in ON + OFF:
        refuse(NAME, "takes ?prepare=on or ?prepare=off")
    # Behind a pool that gives every transaction another connection, nothing of one may be left to the next.
    kept |= {} if given in ON else {"DISABLE_SERVER_SIDE_CURSORS": True}
    return {**kept, "OPTIONS": {**WATCHED, **(PREPARED if given in ON else {}), **options}}
