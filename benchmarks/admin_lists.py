"""The lists of the admin over 1,000 apps, 200,000 consents and 1,000,000 audit rows, on a PostgreSQL of its own.

    python -m benchmarks.admin_lists [--json]

Prints for each page the milliseconds that the database took (the middle of three visits) and the number of statements;
exit code 1 where a page took more than 300 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks import admin_rows
from tests.support.postgres import Cluster

LIMIT: Final = 300  # milliseconds
VISITS: Final = 3
ADMIN: Final = "/admin/hub_oauth"
APPS: Final = f"{ADMIN}/clientprofile/"
CONSENTS: Final = f"{ADMIN}/consent/"
AUDIT: Final = f"{ADMIN}/auditevent/"
FAILURES: Final = f"{ADMIN}/requestfailure/"


@dataclass(frozen=True)
class Figure:
    """One page. milliseconds: in the database; slowest: the longest single statement."""

    page: str
    milliseconds: float
    statements: int
    slowest: str


def pages() -> dict[str, str]:
    """Name of each page -> where it is."""
    return {
        "apps": APPS,
        "apps, search": f"{APPS}?q=App+77",
        "apps, of one type": f"{APPS}?kind__exact=web",
        "consents": CONSENTS,
        "consents, page 90": f"{CONSENTS}?p=90",
        **{f"consents, {name}": f"{CONSENTS}?{urlencode(query)}" for name, query in OF_CONSENTS.items()},
        "audit log": AUDIT,
        "audit log, page 100": f"{AUDIT}?p=100",
        **{f"audit log, {name}": f"{AUDIT}?{urlencode(query)}" for name, query in OF_EVENTS.items()},
        "audit log, ready to export": f"{AUDIT}export/",
        "refused requests": FAILURES,
        "refused requests, of one app": f"{FAILURES}?q=client7",
        "a reference code": f"{FAILURES}?q=F22222212345",
    }


OF_CONSENTS: Final[dict[str, dict[str, Any]]] = {
    "person": {"q": "person123456"},
    "e-mail": {"q": "person3456@example"},
    "app by name": {"q": "77"},
    "client ID": {"q": "client1"},
    "person and app": {"q": "person12345 App"},
    "everybody": {"q": "person"},
    "nobody": {"q": "nobody"},
    "live": {"status": "live"},
    "over": {"status": "over"},
    "of the largest app": {"app": "client1"},
    "of a small app": {"app": "client7"},
    "with a permission": {"scope": "teams:write"},
    "sensitive": {"sensitive": "yes"},
    "not sensitive": {"sensitive": "no"},
    "used within a day": {"used": "1"},
    "not for 90 days": {"used": "not90"},
    "never used": {"used": "never"},
    "of administrators": {"staff": "yes"},
    "of a year": {"granted_at__year": 2025},
}
OF_EVENTS: Final[dict[str, dict[str, Any]]] = {
    "person": {"q": "person123456"},
    "number of a person": {"q": "#4711"},
    "client ID": {"q": "client7"},
    "the largest app": {"q": "client1"},
    "app by name": {"q": "77"},
    "address": {"q": "10.3.3.7"},
    "reference code": {"q": "R22222212345"},
    "nobody": {"q": "nobody"},
    "rare event": {"event": "token.reuse_detected"},
    "common event": {"event": "token.refreshed"},
    "part of an event": {"q": "consent"},
    "refused": {"outcome__exact": "refused"},
    "done": {"outcome__exact": "done"},
    "of a small app": {"app": "client7"},
    "of the largest app": {"app": "client1"},
    "refused, of the largest app": {"app": "client1", "outcome__exact": "refused"},
}


def prepare() -> Any:
    """Migrate, fill every table, and sign an administrator in; gives the browser."""
    import django

    django.setup()
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from hub_oauth.management.progress import Progress

    call_command("migrate", verbosity=0)
    make_apps()
    with connection.cursor() as cursor:
        for name, rows, statement in admin_rows.statements():
            with Progress(name, partial(int, rows), Terminal()) as bar:
                cursor.execute(statement)
                bar.advance(rows)
        cursor.execute("ANALYZE")
    browser = Client()
    browser.force_login(get_user_model().objects.create_superuser("admin", "admin@example.org", "admin"))
    return browser


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


def measure(browser: Any, name: str, address: str) -> Figure:
    visits = sorted((visit(browser, address) for _ in range(VISITS)), key=lambda found: found[0])
    middle = visits[VISITS // 2]
    return Figure(name, round(statistics.median(found[0] for found in visits), 1), middle[1], middle[2])


def visit(browser: Any, address: str) -> tuple[float, int, str]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as captured:
        response = browser.get(address)
    assert response.status_code == 200, (address, response.status_code)
    queries = captured.captured_queries
    slowest = max(queries, key=lambda query: float(query["time"]))
    return sum(float(query["time"]) for query in queries) * 1000, len(queries), slowest["sql"]


def single_pages() -> dict[str, str]:
    from hub_oauth.models import ClientProfile, Consent

    largest = ClientProfile.objects.get(application__client_id="client1")
    consent = Consent.objects.filter(application__client_id="client1", revoked_at=None).latest("pk")
    return {
        "activity of the largest app": f"{APPS}{largest.pk}/activity/",
        "a consent": f"{CONSENTS}{consent.pk}/change/",
    }


def report(figures: list[Figure], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps([asdict(figure) for figure in figures]) + "\n")
        return
    for figure in figures:
        slow = "  too slow" if figure.milliseconds > LIMIT else ""
        sys.stdout.write(f"{figure.page:32} {figure.milliseconds:8.1f} ms {figure.statements:4} statements{slow}\n")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--slow", action="store_true", help="print the longest statement of each page that is too slow")
    arguments = parser.parse_args()
    with Cluster(shared_buffers="256MB", work_mem="16MB") as cluster:
        os.environ["HUB_TEST_DATABASE_URL"] = cluster.create_database("hub")
        os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
        browser = prepare()
        figures = [measure(browser, *page) for page in {**pages(), **single_pages()}.items()]
        report(figures, arguments.json)
        slow = [figure for figure in figures if figure.milliseconds > LIMIT]
        if arguments.slow:
            sys.stderr.write("".join(f"\n{figure.page}: {figure.slowest}\n" for figure in slow))
        from django.db import connections

        connections.close_all()
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
