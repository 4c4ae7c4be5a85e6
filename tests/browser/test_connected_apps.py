"""The list of connected apps: columns where there is room, cards where there is none, and to ears the same table."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import Page, expect

from tests.support import http_flow
from tests.support.app import App
from tests.support.ledger import Ledger
from tests.support.server import HubServer

APPS = "/account/apps"
PARTS = ("table", "rowgroup", "row", "columnheader", "rowheader", "cell")
TOPS = "cells => new Set(cells.map(cell => Math.round(cell.getBoundingClientRect().top))).size"


@pytest.fixture
def apps(hub: HubServer, alices: Page, app: App, choosy: App) -> Page:
    """Two of them."""
    for one in (app, choosy):
        http_flow.code_for(http_flow.sign_in(hub.url, "alice", "alice-demo"), hub.url, one)
    alices.goto(hub.url + APPS)
    return alices


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


def tab_to(page: Page, name: str) -> None:
    """Press Tab until what has this text has the focus; AssertionError with what had it where none does."""
    seen: list[str] = []
    while name not in seen:
        page.keyboard.press("Tab")
        seen.append(str(page.evaluate("document.activeElement.textContent")).strip())
        assert len(seen) < 20, seen
