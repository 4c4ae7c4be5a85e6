"""The page that leads back to the app, in a browser that obeys its policy (CONSENT_REDIRECT)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.person import authorize_url, button, fits, heading, sign_in
from tests.support import axe
from tests.support.app import STATE, App
from tests.support.browser import OpenPage
from tests.support.client_site import ClientSite
from tests.support.server import HubServer

DEVICE = "com.example.acme:/callback"


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    with HubServer(DJANGO_SETTINGS_MODULE="tests.browser.interstitial") as hub:
        hub.create_user("alice", "alice-demo")
        yield hub


@pytest.fixture(scope="module")
def web(hub: HubServer, secure: ClientSite) -> App:
    return hub.create_app(redirect_uri=f"{secure.url}/callback")


@pytest.fixture(scope="module")
def device(hub: HubServer) -> App:
    return hub.create_app("--name", "Acme Planner", "--kind", "native", redirect_uri=DEVICE)


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Narrow, and without scripts."""
    return open_page(ignore_https_errors=True, java_script_enabled=False, viewport={"width": 320, "height": 640})


@pytest.mark.parametrize("answer", ["Allow", "Cancel"])
def test_it_leads_to_a_web_app_by_itself(page: Page, hub: HubServer, web: App, secure: ClientSite, answer: str) -> None:
    secure.asked.clear()
    page.goto(authorize_url(hub.url, web, prompt="consent"))
    sign_in(page, "alice")
    button(page, answer).click()
    expect(heading(page)).to_have_text("Back at the app")
    (told,) = secure.answers()
    assert (told["state"], told["iss"], "code" in told) == (STATE, hub.url, answer == "Allow")


@pytest.mark.parametrize("answer", ["Allow", "Cancel"])
def test_an_app_of_the_device_is_opened_by_its_link(page: Page, hub: HubServer, device: App, answer: str) -> None:
    page.goto(authorize_url(hub.url, device))
    sign_in(page, "alice")
    button(page, answer).click()
    # No program here knows the scheme, so the page stays.
    expect(heading(page)).to_have_text("You are going back to Acme Planner")
    link = page.get_by_role("link", name="Continue to Acme Planner")
    told = "code=hub_ac_" if answer == "Allow" else "error=access_denied"
    expect(link).to_have_attribute("href", re.compile(re.escape(f"{DEVICE}?{told}")))
    link.click()
    expect(link).to_be_visible()


def test_axe_finds_nothing_on_it(open_page: OpenPage, hub: HubServer, device: App) -> None:
    page = open_page(reduced_motion="reduce", viewport={"width": 320, "height": 640})
    page.goto(authorize_url(hub.url, device))
    sign_in(page, "alice")
    button(page, "Allow").click()
    expect(heading(page)).to_have_text("You are going back to Acme Planner")
    # 2.2.1 is about time to read; this one leads on at once, and its link does the same.
    assert [found for found in axe.violations(page) if not found.startswith("meta-refresh")] == []
    assert fits(page)
