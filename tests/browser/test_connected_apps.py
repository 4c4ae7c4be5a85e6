"""The list of connected apps: columns where there is room, cards where there is none, and to ears the same table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.person import fits
from tests.support import axe, http_flow
from tests.support.app import App
from tests.support.ledger import Ledger
from tests.support.server import HubServer

APPS = "/account/apps"
PARTS = ("table", "rowgroup", "row", "columnheader", "rowheader", "cell")
TOPS = "cells => new Set(cells.map(cell => Math.round(cell.getBoundingClientRect().top))).size"

# Copies of one app; bob alone sees them, and they go with the test.
CONNECT = """
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from hub_oauth import audit, clients
from hub_oauth.models import Consent
bob = get_user_model().objects.get(username="bob")
times = dict.fromkeys(("granted_at", "updated_at", "identity_seen_at"), timezone.now())
with transaction.atomic():
    app = clients.register(name="Crowd", kind="web", redirect_uris=["https://crowd.example/callback"],
        scopes=["profile:read"], act=audit.SYSTEM).application
    profile = app.hub_profile
    for number in range(101):
        if number:
            app.pk, app.client_id, app.name, profile.pk = None, f"crowd-{number}", f"Crowd {number}", None
            app.save()
            profile.application = app
            profile.save()
        Consent.objects.create(user=bob, application=app, scopes="profile:read", **times)
"""
FORGET = """
from hub_oauth.models import ClientProfile, Consent
crowd = ClientProfile.objects.filter(application__name__startswith="Crowd")
Consent.objects.filter(application__hub_profile__in=crowd).delete()
for profile in crowd.select_related("application"):
    profile.delete()
    profile.application.delete()
"""


@pytest.fixture
def apps(hub: HubServer, alices: Page, app: App, choosy: App) -> Page:
    """Two of them."""
    for one in (app, choosy):
        http_flow.code_for(http_flow.sign_in(hub.url, "alice", "alice-demo"), hub.url, one)
    alices.goto(hub.url + APPS)
    return alices


@pytest.fixture
def many(hub: HubServer, page: Page, signed_in: SignedIn, ledger: Ledger) -> Iterator[Page]:
    """The second page of three."""
    hub.python(CONNECT)
    signed_in(page, "bob").goto(f"{hub.url}{APPS}?page=2")
    yield page
    hub.python(FORGET)


@pytest.mark.parametrize("width", [320, 1280])
def test_it_is_read_out_as_a_table_at_every_width(apps: Page, width: int) -> None:
    apps.set_viewport_size({"width": width, "height": 800})
    nodes = apps.context.new_cdp_session(apps).send("Accessibility.getFullAXTree")["nodes"]
    roles = Counter(node["role"]["value"] for node in nodes if not node["ignored"])
    rows = apps.locator("tbody tr").count()
    assert rows >= 2
    assert [roles[part] for part in PARTS] == [1, 2, rows + 1, 4, rows, 3 * rows]


@pytest.mark.parametrize(("width", "lines"), [(320, 4), (1280, 1)])
def test_what_is_said_of_an_app_stands_side_by_side_where_there_is_room(apps: Page, width: int, lines: int) -> None:
    apps.set_viewport_size({"width": width, "height": 800})
    assert apps.locator("tbody tr").first.locator("> *").evaluate_all(TOPS) == lines


def test_one_is_removed_without_a_pointer(apps: Page, ledger: Ledger) -> None:
    for name in ("Remove access for Acme Choice", "Remove access"):
        tab_to(apps, name)
        with apps.expect_navigation():
            apps.keyboard.press("Enter")
    expect(apps.get_by_role("status")).to_be_visible()
    assert sorted(ledger.consents("alice")) == ["", "removed"]


def test_pages_are_turned_without_a_pointer_and_break_no_rule_of_axe(many: Page) -> None:
    pages = many.get_by_role("navigation", name="Pages")
    for width in (320, 1280):
        many.set_viewport_size({"width": width, "height": 800})
        assert fits(many)
        assert axe.violations(many) == []
    for name, words in (("Next", "Apps 101 to 101"), ("Previous", "Apps 51 to 100"), ("Previous", "Apps 1 to 50")):
        pages.get_by_role("link", name=name).focus()
        many.keyboard.press("Enter")
        expect(many.get_by_text(words)).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this text has the focus; AssertionError with what had it where none does."""
    seen: list[str] = []
    while name not in seen:
        page.keyboard.press("Tab")
        seen.append(str(page.evaluate("document.activeElement.textContent")).strip())
        assert len(seen) < 20, seen
