"""The life of an app in the admin: registered, its secret copied, used, rotated and ended, the app turned off."""

from __future__ import annotations

import base64
import re

import pytest
import requests
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.person import button, heading
from tests.support import axe, http_flow
from tests.support.app import READ_SCOPES, App
from tests.support.authlib_client import connect
from tests.support.browser import OpenPage
from tests.support.ledger import Ledger
from tests.support.pictures import picture
from tests.support.server import HubServer

ME = "/api/auth/me"
REDIRECT_URI = "http://127.0.0.1:9/callback"  # nobody listens there; the code is read from the redirect
APPS = "/admin/hub_oauth/clientprofile/"


@pytest.fixture
def admin(page: Page, hub: HubServer, signed_in: SignedIn, ledger: Ledger) -> Page:
    """An administrator on the list of apps."""
    signed_in(page, "admin").goto(f"{hub.url}{APPS}")
    return page


def fill_in(page: Page, name: str) -> None:
    page.get_by_role("link", name="Add app").click()
    page.get_by_label("Name:").fill(name)
    page.get_by_label("Support e-mail:").fill("help@acme.example")
    page.get_by_role("radio", name="Web").check()
    page.get_by_label("Redirect URIs:").fill(REDIRECT_URI)
    for scope in READ_SCOPES:
        page.locator(".field-allowed_scopes").get_by_role("checkbox", name=scope).check()
    button(page, "Save").click()


def shown_app(page: Page) -> App:
    """The app whose values the page shows this once."""
    values = page.locator(".hub-values code")
    expect(values).to_have_count(2)
    client_id, secret = values.all_inner_texts()
    return App(client_id, REDIRECT_URI, secret, READ_SCOPES)


def works(alice: requests.Session, hub: HubServer, app: App) -> bool:
    """Whether the app's secret gets it what a code is worth."""
    return http_flow.redeem(hub.url, app, http_flow.code_for(alice, hub.url, app)).status_code == 200


def test_the_life_of_a_secret(admin: Page, hub: HubServer) -> None:
    fill_in(admin, "Acme Rotation")
    old = shown_app(admin)
    alice = http_flow.sign_in(hub.url, "alice", "alice-demo")
    assert works(alice, hub, old)
    admin.get_by_role("link", name="Continue to the app").click()
    admin.get_by_role("link", name="Secrets").click()
    admin.get_by_label("Hours until").fill("1")
    button(admin, "New secret").click()
    new = shown_app(admin)
    assert old.client_id == new.client_id
    assert [works(alice, hub, app) for app in (old, new)] == [True, True]
    admin.goto(admin.url)
    row = admin.get_by_role("row").filter(has_text=old.secret[-4:] if old.secret else "")
    row.get_by_role("link", name="Revoke").click()
    expect(admin.get_by_text("It was used in the last 24 hours")).to_be_visible()
    expect(admin.get_by_role("main")).to_contain_text("1 person has connected this app.")
    button(admin, "Revoke the secret").click()
    expect(admin.get_by_text("is revoked")).to_be_visible()
    assert [works(alice, hub, app) for app in (old, new)] == [False, True]
    token = http_flow.connect(alice, hub.url, new)["access_token"]
    admin.get_by_role("link", name="Acme Rotation").click()
    admin.get_by_role("link", name="Turn off").click()
    admin.get_by_label("Why").fill("It spams.")
    button(admin, "Turn off").click()
    expect(admin.get_by_text("Off: It spams.")).to_be_visible()
    assert http_flow.get(hub.url, ME, token).status_code == 401


def test_the_secret_is_copied_and_downloaded_from_the_page_itself(admin: Page) -> None:
    admin.context.grant_permissions(["clipboard-read", "clipboard-write"])
    fill_in(admin, "Acme Copy")
    app = shown_app(admin)
    button(admin, "Copy").last.click()
    expect(button(admin, "Copied")).to_be_visible()
    assert admin.evaluate("navigator.clipboard.readText()") == app.secret
    with admin.expect_download() as download:
        admin.get_by_role("link", name="Download as .env").click()
    assert download.value.suggested_filename == "acme-copy.env"
    assert f"HUB_CLIENT_SECRET={app.secret}" in download.value.path().read_text()


def test_without_scripts_the_secret_is_there_to_be_selected(
    open_page: OpenPage, hub: HubServer, signed_in: SignedIn, ledger: Ledger
) -> None:
    page = signed_in(open_page(java_script_enabled=False), "admin")
    page.goto(f"{hub.url}{APPS}")
    fill_in(page, "Acme Plain")
    assert str(shown_app(page).secret).startswith("hub_cs_")
    expect(button(page, "Copy")).to_have_count(0)
    env = page.get_by_role("link", name="Download as .env").get_attribute("href") or ""
    assert b"HUB_CLIENT_SECRET=hub_cs_" in base64.b64decode(env.partition("base64,")[2])


def test_a_change_of_addresses_says_whom_it_hits(admin: Page, hub: HubServer) -> None:
    fill_in(admin, "Acme Moves")
    connect(hub, shown_app(admin), "alice")
    admin.get_by_role("link", name="Continue to the app").click()
    admin.get_by_label("New logo:").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": picture()})
    admin.get_by_label("Redirect URIs:").fill(f"{REDIRECT_URI}\nhttps://acme.example/callback")
    button(admin, "Save and continue editing").click()
    expect(heading(admin).last).to_have_text("Change Acme Moves?")
    expect(admin.get_by_role("main")).to_contain_text(
        "1 person will be asked again because it sends them to other hosts."
    )
    assert axe.violations(admin) == []
    button(admin, "Save the changes").click()
    expect(admin.get_by_label("Redirect URIs:")).to_have_value(f"{REDIRECT_URI}\nhttps://acme.example/callback")
    expect(admin.locator(".field-logo_preview img")).to_be_visible()


def test_the_pages_of_an_app_break_no_rule_of_axe_and_no_policy(admin: Page, page_errors: list[str]) -> None:
    found = {"list": axe.violations(admin)}
    fill_in(admin, "Acme Axe")
    shown_app(admin)
    found["credentials"] = axe.violations(admin)
    admin.get_by_role("link", name="Continue to the app").click()
    for name in ("change", "secrets", "turn-off", "history"):
        admin.goto(re.sub(r"[a-z-]+/$", f"{name}/", admin.url))
        found[name] = axe.violations(admin)
    admin.emulate_media(color_scheme="dark")
    admin.go_back()
    found["dark"] = axe.violations(admin)
    # Django's own search field has its label in a picture.
    assert {
        name: left for name, each in found.items() if (left := [one for one in each if "searchbar" not in one])
    } == {}
    assert page_errors == []
