"""A database of the admin's lists with an administrator who visits their pages, and what each visit took.

Django is set up before one is made; the databases of one run take turns as its only one, each with its own connection.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from benchmarks import admin_rows
from benchmarks.admin_rows import Size

VISITS: Final = 5


@dataclass(frozen=True, slots=True)
class Visit:
    """Milliseconds of the whole page and of them in the database. rows: of its list."""

    whole: float
    database: float
    statements: int
    rows: int


@dataclass(slots=True)
class Asked:
    """Seconds of each statement; Django's own log of them knows whole milliseconds only."""

    found: list[float] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], statement: str, *rest: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(statement, *rest)
        finally:
            self.found.append(time.perf_counter() - begun)


class Site:
    """``site = Site("hub", FULL)``: migrates and fills the database with this name, and signs an administrator in."""

    def __init__(self, database: str, size: Size) -> None:
        from django.contrib.auth import get_user_model
        from django.core.management import call_command
        from django.db import connections
        from django.test import Client

        self.size, self.browser, self.connection = size, Client(), connections.create_connection("default")
        self.connection.settings_dict = self.connection.settings_dict | {"NAME": database}
        self.enter()
        call_command("migrate", verbosity=0)
        fill(size)
        self.browser.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", "admin"))

    def enter(self) -> None:
        """From here on it is the one that Django asks."""
        from django.db import connections

        connections["default"] = self.connection

    def visit(self, address: str) -> Visit:
        """Raises AssertionError where the page is not shown."""
        self.enter()
        asked = Asked()
        begun = time.perf_counter()
        with self.connection.execute_wrapper(asked):
            response = self.browser.get(address)
        whole = time.perf_counter() - begun
        # A list that does not have what it is asked for redirects to its beginning.
        assert response.status_code == 200, (address, response.status_code, response.headers.get("Location"))
        return Visit(whole * 1000, sum(asked.found) * 1000, len(asked.found), rows_of(response))


def rounds(sites: Sequence[Site], addresses: Sequence[str]) -> list[list[Visit]]:
    """A visit of each in turn, VISITS times; the first round only warms up."""
    taken = [[site.visit(address) for site, address in zip(sites, addresses, strict=True)] for _ in range(VISITS + 1)]
    return taken[1:]


def middle(visits: Sequence[Visit]) -> Visit:
    """Each of the two figures by itself."""
    whole, database = (statistics.median(getattr(one, name) for one in visits) for name in ("whole", "database"))
    return replace(visits[-1], whole=round(whole, 1), database=round(database, 2))


def rows_of(response: Any) -> int:
    listed = (getattr(response, "context_data", None) or {}).get("cl")
    return len(listed.result_list) if listed else 0


def fill(size: Size) -> None:
    from django.db import connection

    from hub_oauth.management.progress import Progress

    make_apps()
    with connection.cursor() as cursor:
        for name, rows, statement in admin_rows.statements(size):
            with Progress(name, partial(int, rows), Terminal()) as bar:
                cursor.execute(statement)
                bar.advance(rows)
        cursor.execute("ANALYZE")


def make_apps() -> None:
    """Apps with the keys 1 to APPS, named client1 and on."""
    from hub_oauth.dot.applications import application_model
    from hub_oauth.models import ClientProfile

    model = application_model()
    numbers = range(1, admin_rows.APPS + 1)
    about = {"client_type": "confidential", "authorization_grant_type": "authorization-code", "client_secret": "x"}
    made = model.objects.bulk_create(
        model(pk=n, client_id=f"client{n}", name=f"App {n}", redirect_uris=f"https://app{n}.example/cb", **about)
        for n in numbers
    )
    scopes = "profile:read teams:read teams:write"
    ClientProfile.objects.bulk_create(ClientProfile(application=one, allowed_scopes=scopes) for one in made)


class Terminal:
    """Standard error as commands write to it."""

    def isatty(self) -> bool:
        return sys.stderr.isatty()

    def write(self, text: str, ending: str = "\n") -> None:
        sys.stderr.write(text + ending)
        sys.stderr.flush()
