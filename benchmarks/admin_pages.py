"""The pages of the admin that are visited: its lists, and what is searched and filtered in them."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlencode

from benchmarks.admin_rows import FULL, Size
from benchmarks.admin_visits import Site

PAGE: Final = 100  # rows of a list
ADMIN: Final = "/admin/hub_oauth"
APPS: Final = f"{ADMIN}/clientprofile/"
CONSENTS: Final = f"{ADMIN}/consent/"
AUDIT: Final = f"{ADMIN}/auditevent/"
FAILURES: Final = f"{ADMIN}/requestfailure/"


def addresses(site: Site) -> dict[str, str]:
    """Name of each page -> where it is; the site is the one that Django asks from here on."""
    site.enter()
    return pages(site.size) | single_pages()


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
