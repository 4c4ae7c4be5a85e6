"""The pictures of the documentation, taken anew with HUB_SCREENSHOTS=1."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.person import authorize_url, button
from tests.support import http_flow
from tests.support.app import READ_SCOPES, REDIRECT_URI, App
from tests.support.browser import OpenPage
from tests.support.server import ROOT, HubServer

IMAGES = ROOT / "docs" / "images"
REGISTER = f"""
from hub_oauth import audit, clients
made = clients.register(
    name="Acme Calendar", kind="web", redirect_uris=[{REDIRECT_URI!r}], scopes={READ_SCOPES!r}, act=audit.SYSTEM,
    publisher="Acme Ltd", website="https://app.example", privacy_url="https://app.example/privacy",
)
print(made.application.client_id, made.secret)
"""

pytestmark = [
    pytest.mark.skipif(os.environ.get("HUB_SCREENSHOTS") != "1", reason="HUB_SCREENSHOTS=1 takes the pictures anew"),
    pytest.mark.parametrize("width", [1280, 320]),
]


@pytest.fixture(scope="module")
def planner(hub: HubServer) -> App:
    client_id, secret = hub.python(REGISTER).split()
    return App(client_id, REDIRECT_URI, secret, READ_SCOPES)


@pytest.fixture
def theme(request: pytest.FixtureRequest) -> str:
    return getattr(request, "param", "light")


@pytest.fixture
def page(open_page: OpenPage, width: int, theme: str) -> Page:
    return open_page(color_scheme=theme, viewport={"width": width, "height": 640})


def take(page: Page, name: str) -> None:
    IMAGES.mkdir(exist_ok=True)
    page.screenshot(path=IMAGES / f"{name}.png", full_page=True)


@pytest.mark.parametrize("theme", ["light", "dark"], indirect=True)
def test_consent(alices: Page, hub: HubServer, planner: App, width: int, theme: str) -> None:
    alices.goto(authorize_url(hub.url, planner))
    expect(button(alices, "Allow")).to_be_visible()
    take(alices, f"consent-{theme}-{width}")


def test_connected_apps(alices: Page, hub: HubServer, planner: App, width: int) -> None:
    tokens = http_flow.connect(http_flow.sign_in(hub.url, "alice", "alice-demo"), hub.url, planner)
    assert http_flow.get(hub.url, "/api/auth/me", tokens["access_token"]).status_code == 200
    alices.goto(f"{hub.url}/account/apps")
    expect(alices.get_by_text("Last used")).to_be_visible()
    take(alices, f"connected-apps-{width}")


def test_admin(page: Page, hub: HubServer, planner: App, signed_in: SignedIn, width: int) -> None:
    signed_in(page, "admin").goto(f"{hub.url}/admin/hub_oauth/clientprofile/?q={planner.client_id}")
    page.get_by_role("link", name="Acme Calendar").click()
    expect(page.get_by_label("Name:")).to_have_value("Acme Calendar")
    take(page, f"admin-app-{width}")
    page.goto(f"{hub.url}/admin/hub_oauth/clientprofile/")
    expect(page.get_by_role("heading", name="Select app to change")).to_be_visible()
    take(page, f"admin-apps-{width}")
