"""An administrator registers an app, watches who uses it, and stops it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.person import button, heading, sign_in
from tests.support import http_flow
from tests.support.app import READ_SCOPES, App
from tests.support.authlib_client import connect
from tests.support.ledger import Ledger
from tests.support.server import HubServer

ME = "/api/auth/me"
REDIRECT_URI = "http://127.0.0.1:9/callback"  # nobody listens there; the code is read from the redirect


@pytest.fixture
def admin(page: Page, hub: HubServer, signed_in: SignedIn, ledger: Ledger) -> Page:
    """An administrator on the list of apps."""
    signed_in(page, "admin").goto(f"{hub.url}/admin/hub_oauth/clientprofile/")
    return page


@pytest.fixture(scope="module")
def registered(hub: HubServer) -> App:
    return hub.create_app("--name", "Acme Ledger", redirect_uri=REDIRECT_URI)


def test_the_admin_is_entered_by_the_hubs_own_door(page: Page, hub: HubServer, demo: object) -> None:
    page.goto(f"{hub.url}/admin/")
    expect(page).to_have_url(f"{hub.url}/accounts/login/?next=%2Fadmin%2F")
    sign_in(page, "admin")
    expect(page).to_have_url(f"{hub.url}/admin/")
    expect(page.get_by_role("link", name="Apps", exact=True)).to_be_visible()


def test_a_registered_app_connects_with_the_secret_that_is_shown_once(admin: Page, hub: HubServer) -> None:
    admin.get_by_role("link", name="Add app").click()
    admin.get_by_label("Name:").fill("Acme Reports")
    admin.get_by_label("Support e-mail:").fill("help@acme.example")
    admin.get_by_role("radio", name="Web").check()
    admin.get_by_label("Redirect URIs:").fill(REDIRECT_URI)
    for scope in READ_SCOPES:
        admin.locator(".field-allowed_scopes").get_by_role("checkbox", name=scope).check()
    button(admin, "Save").click()
    expect(heading(admin).last).to_have_text("Acme Reports is registered")
    codes = admin.locator("code")
    expect(codes).to_have_count(2)
    client_id, secret = codes.all_inner_texts()
    app = App(client_id, REDIRECT_URI, secret, READ_SCOPES)
    assert connect(hub, app, "alice").get(hub.url + ME).json()["username"] == "alice"
    admin.get_by_role("link", name="Continue to the app").click()
    expect(admin.get_by_label("Name:")).to_have_value("Acme Reports")
    assert client_id in admin.content()
    assert secret not in admin.content()


def test_an_address_that_breaks_a_rule_is_named_by_its_line(admin: Page) -> None:
    admin.get_by_role("link", name="Add app").click()
    admin.get_by_label("Name:").fill("Acme Reports")
    admin.get_by_label("Redirect URIs:").fill("https://acme.example/callback\nhttp://acme.example/callback")
    button(admin, "Save").click()
    expect(admin.get_by_text(re.compile("Line 2: .*http://acme.example/callback"))).to_be_visible()
    expect(admin.get_by_label("Redirect URIs:")).to_be_visible()


def test_an_app_turned_off_is_out_at_once_and_back_when_turned_on(admin: Page, hub: HubServer, registered: App) -> None:
    token = connect(hub, registered, "alice").token["access_token"]
    admin.get_by_role("link", name="Acme Ledger").click()
    admin.get_by_role("link", name="Turn off").click()
    expect(admin.get_by_role("main")).to_contain_text("1 person")
    button(admin, "Turn off").click()
    expect(admin.get_by_text("None of its tokens works any more.")).to_be_visible()
    assert http_flow.get(hub.url, ME, token).status_code == 401
    admin.get_by_role("link", name="Turn on").click()
    button(admin, "Turn on").click()
    expect(admin.get_by_role("link", name="Turn off")).to_be_visible()
    assert http_flow.get(hub.url, ME, token).status_code == 200


def test_a_revoked_consent_ends_its_tokens(admin: Page, hub: HubServer, registered: App, ledger: Ledger) -> None:
    tokens = {name: connect(hub, registered, name).token["access_token"] for name in ("alice", "bob")}
    admin.get_by_role("link", name="Consents", exact=True).click()
    row = admin.get_by_role("row").filter(has_text="alice")
    expect(row).to_contain_text("Acme Ledger")
    expect(row).to_contain_text("Live")
    row.get_by_role("checkbox").check()
    admin.get_by_label("Action:").select_option("Revoke selected consents")
    button(admin, "Run").or_(button(admin, "Go")).click()
    expect(admin.get_by_role("main")).to_contain_text("This disconnects 1 person from 1 app; 1 session ends now.")
    admin.get_by_label("Why, for the audit log").fill("It spams.")
    button(admin, "Revoke").click()
    expect(admin.get_by_text("1 consent was revoked.")).to_be_visible()
    assert {name: http_flow.get(hub.url, ME, token).status_code for name, token in tokens.items()} == {
        "alice": 401,
        "bob": 200,
    }
    assert (ledger.consents("alice"), ledger.grants("alice")) == (["administrator"], ["consent"])


def test_what_was_done_is_in_the_audit_log(admin: Page, hub: HubServer, registered: App) -> None:
    connect(hub, registered, "bob")
    admin.get_by_role("link", name="Audit log").click()
    row = admin.get_by_role("row").filter(has_text="consent.granted").first
    expect(row).to_contain_text("bob")
    expect(row).to_contain_text("Acme Ledger")


@pytest.mark.parametrize("path", ["clientprofile/add/", "consent/", "auditevent/"])
def test_a_page_of_the_admin_breaks_no_policy(admin: Page, hub: HubServer, path: str, page_errors: list[str]) -> None:
    answer = admin.goto(f"{hub.url}/admin/hub_oauth/{path}")
    assert answer is not None
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert page_errors == []
