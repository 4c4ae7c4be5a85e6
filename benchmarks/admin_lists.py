"""The lists of the admin over 1,000 apps, 200,000 consents and 1,000,000 audit rows, on a PostgreSQL of its own.

    python -m benchmarks.admin_lists [--beside] [--tenth] [--json]

Prints for each page the milliseconds that the database took (the middle of five visits) and the number of statements;
exit code 1 where a page took more than 300 ms. With --beside the same pages are visited over 1,000 rows of each table
in turn, and it is 1 as well where a page, or the database for it, took more than 1.15 times as long as over those.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Final
from urllib.parse import urlencode

from benchmarks import reports
from benchmarks.admin_rows import FEW, FULL, TENTH, Size
from benchmarks.admin_visits import Site, Visit, middle, rounds
from tests.support.postgres import Cluster

LIMIT: Final = 300  # milliseconds
GROWTH: Final = 1.15
PAGE: Final = 100  # rows of a list
ADMIN: Final = "/admin/hub_oauth"
APPS: Final = f"{ADMIN}/clientprofile/"
CONSENTS: Final = f"{ADMIN}/consent/"
AUDIT: Final = f"{ADMIN}/auditevent/"
FAILURES: Final = f"{ADMIN}/requestfailure/"


@dataclass(frozen=True, slots=True)
class Figure:
    """One page. few: the same over few rows, where it was asked for; ratios: how many times as long what took."""

    page: str
    full: Visit
    few: Visit | None
    ratios: dict[str, float]

    @property
    def is_slow(self) -> bool:
        return self.full.database > LIMIT


def pages(size: Size = FULL) -> dict[str, str]:
    """Name of each page -> where it is. Whoever is searched for in fewer rows is among them."""
    of_consents, of_events = searches_of_consents(size.people), searches_of_events(size)
    return {
        "apps": APPS,
        "apps, search": f"{APPS}?q=App+77",
        "apps, of one type": f"{APPS}?kind__exact=web",
        "consents": CONSENTS,
        "consents, page 90": f"{CONSENTS}?p={min(90, size.people // PAGE)}",
        **{f"consents, {name}": f"{CONSENTS}?{urlencode(query)}" for name, query in of_consents.items()},
        "audit log": AUDIT,
        "audit log, page 100": f"{AUDIT}?p={min(100, size.events // PAGE)}",
        **{f"audit log, {name}": f"{AUDIT}?{urlencode(query)}" for name, query in of_events.items()},
        "audit log, ready to export": f"{AUDIT}export/",
        "refused requests": FAILURES,
        "refused requests, of one app": f"{FAILURES}?q=client7",
        "a reference code": f"{FAILURES}?q={reference('F', size.failures)}",
    }


def reference(letter: str, rows: int) -> str:
    """As benchmarks.admin_rows makes them."""
    return f"{letter}{12_345 % rows:2>11}"


def searches_of_consents(people: int) -> dict[str, dict[str, Any]]:
    return {
        "person": {"q": f"person{123_456 % people}"},
        "e-mail": {"q": f"person{3456 % people}@example"},
        "app by name": {"q": "77"},
        "client ID": {"q": "client1"},
        "person and app": {"q": f"person{12_345 % people} App"},
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


def searches_of_events(size: Size) -> dict[str, dict[str, Any]]:
    return {
        "person": {"q": f"person{123_456 % size.people}"},
        "number of a person": {"q": f"#{4711 % size.people}"},
        "client ID": {"q": "client7"},
        "the largest app": {"q": "client1"},
        "app by name": {"q": "77"},
        "address": {"q": "10.3.3.7"},
        "reference code": {"q": reference("R", size.events)},
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


def single_pages() -> dict[str, str]:
    from hub_oauth.models import ClientProfile, Consent

    largest = ClientProfile.objects.get(application__client_id="client1")
    consent = Consent.objects.filter(application__client_id="client1", revoked_at=None).latest("pk")
    return {
        "activity of the largest app": f"{APPS}{largest.pk}/activity/",
        "a consent": f"{CONSENTS}{consent.pk}/change/",
    }


def measure(sites: list[Site]) -> Iterator[Figure]:
    """The first of the sites is the full one."""
    places = [addresses(site) for site in sites]
    for page in places[0]:
        yield figure(page, rounds(sites, [of_site[page] for of_site in places]))


def addresses(site: Site) -> dict[str, str]:
    site.enter()
    return pages(site.size) | single_pages()


def figure(page: str, taken: list[list[Visit]]) -> Figure:
    """Ratios are of one round, the middle of them."""
    full, *few = map(middle, zip(*taken, strict=True))
    if not few:
        return Figure(page, full, None, {})
    page_took = statistics.median(one.whole / beside.whole for one, beside in taken)
    database_took = statistics.median(one.database / beside.database for one, beside in taken)
    return Figure(page, full, few[0], {"the database": database_took, "the page": page_took})


def text(figures: list[Figure]) -> str:
    head = ("page", "statements", "database ms", "page ms", "rows shown")
    beside = ("few: database ms", "few: page ms", "few: rows", "ratio: database", "ratio: page")
    few = any(one.few for one in figures)
    return reports.table(head + beside * few, (cells(one) for one in figures))


def cells(one: Figure) -> tuple[object, ...]:
    found = (one.page, one.full.statements, *taken_by(one.full))
    ratios = (f"{ratio:.2f}" for ratio in one.ratios.values())
    return (*found, *taken_by(one.few), *ratios) if one.few else found


def taken_by(visit: Visit) -> tuple[object, ...]:
    return f"{visit.database:.1f}", f"{visit.whole:.1f}", visit.rows


def missed(figures: list[Figure]) -> list[str]:
    slow = [f"{one.page}: {one.full.database:.0f} ms, the goal is {LIMIT}." for one in figures if one.is_slow]
    grown = [
        f"{one.page}: {what} took {ratio:.2f} times as long, with {one.full.rows} rows shown beside {one.few.rows}, "
        f"the goal is {GROWTH}."
        for one in figures
        for what, ratio in one.ratios.items()
        if one.few and ratio > GROWTH
    ]
    return slow + grown


def report(figures: list[Figure], as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps([asdict(one) for one in figures]) + "\n")
        return
    sys.stdout.write(text(figures) + "".join(f"missed: {line}\n" for line in missed(figures)))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--beside", action="store_true", help="visit the same pages over 1,000 rows, and compare")
    parser.add_argument("--tenth", action="store_true", help="a tenth of the rows, to try it")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--slow", action="store_true", help="print the longest statement of each page that is too slow")
    return parser.parse_args()


def main() -> int:
    options = arguments()
    sizes = [TENTH if options.tenth else FULL] + [FEW] * options.beside
    with Cluster(shared_buffers="256MB", work_mem="16MB") as cluster:
        sites = list(made(cluster, sizes))
        figures = list(measure(sites))
        report(figures, options.json)
        if options.slow:
            slow = (one for one in figures if one.is_slow)
            sys.stderr.write("".join(f"\n{one.page}: {one.full.slowest}\n" for one in slow))
        for site in sites:
            site.connection.close()
    return 1 if missed(figures) else 0


def made(cluster: Cluster, sizes: list[Size]) -> Iterator[Site]:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    for number, size in enumerate(sizes):
        os.environ["HUB_TEST_DATABASE_URL"] = cluster.create_database(f"hub{number}")
        django.setup()
        yield Site(f"hub{number}", size)


if __name__ == "__main__":
    sys.exit(main())
