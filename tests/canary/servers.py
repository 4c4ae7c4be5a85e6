"""Servers that tests start, made to tell what they do and what they keep."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from itertools import count
from pathlib import Path

from tests.support.processes import ServerError
from tests.support.server import ROOT, HubServer

PLAIN, TELLING = "hub_project.settings", "tests.canary.site"
KEPT = ("hub_oauth", "hub_teams", "oauth2_provider", "admin", "account")

numbers = count(1)


def instrument(folder: Path) -> None:
    """Every HubServer from now on logs at DEBUG, and leaves its rows and its output in the folder."""
    HubServer.environment = told_to_log(HubServer.environment, folder)  # type: ignore[method-assign]
    HubServer.stop = after_a_look(HubServer.stop, folder)  # type: ignore[method-assign]


def told_to_log(environment: Callable[..., dict[str, str]], folder: Path) -> Callable[..., dict[str, str]]:
    @wraps(environment)
    def told(hub: HubServer, database_url: str | None, debug: bool) -> dict[str, str]:
        env = environment(hub, database_url, debug)
        if env["DJANGO_SETTINGS_MODULE"] == PLAIN:
            path = f"{ROOT}:{env['PYTHONPATH']}"
            env |= {"DJANGO_SETTINGS_MODULE": TELLING, "HUB_CANARY": str(folder), "PYTHONPATH": path}
        return env

    return told


def after_a_look(stop: Callable[..., None], folder: Path) -> Callable[..., None]:
    @wraps(stop)
    def looked(hub: HubServer) -> None:
        number = next(numbers)
        if hub.folder.exists():
            (folder / f"output-{number}.log").write_text(hub.log())
            with suppress(ServerError):
                (folder / f"rows-{number}.json").write_text(hub.manage("dumpdata", *KEPT, "--indent", "1"))
        stop(hub)

    return looked
