"""Passkeys in a real browser, with an authenticator that Chromium plays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.person import at, authorize_url, button, heading, sign_in
from tests.support.app import App
from tests.support.browser import OpenPage
from tests.support.server import HubServer

PASSWORD = "alice-demo"
SIGN_IN = "/accounts/login/"
ASKED = "Allow Acme Planner to use your Hub account?"


@pytest.fixture(scope="module")
def named() -> Iterator[HubServer]:
    """A Hub with a name: browsers keep no passkeys for an address of numbers."""
    with HubServer(host="localhost") as hub:
        yield hub


@pytest.fixture(scope="module")
def app(named: HubServer) -> App:
    return named.create_app("--name", "Acme Planner")


@pytest.fixture
def alice(named: HubServer) -> Iterator[None]:
    """Without any second factor, whatever the test before did."""
    named.create_user("alice", PASSWORD)
    yield
    named.python("from django.contrib.auth.models import User\nUser.objects.all().delete()")


def take_phone(page: Page, **kind: Any) -> None:
    """A phone that keeps keys, and uses them when asked. kind: what differs from one in the hands of its owner."""
    session: CDPSession = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**options, **kind}})


def add_key(page: Page, hub: HubServer, *, alone: bool = True) -> None:
    """alice signs in, shows that it is she, and adds the key that answers."""
    page.goto(hub.url + SIGN_IN)
    sign_in(page, "alice")
    page.get_by_role("link", name="Security").click()
    page.get_by_role("link", name="Add a key").click()
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Confirm").click()
    page.get_by_label("Name of the key").fill("Phone")
    page.get_by_label("Sign in with it alone, without a password").set_checked(alone)
    button(page, "Add the key").click()
    expect(heading(page)).to_have_text("Recovery codes")


def sign_out(page: Page, hub: HubServer) -> None:
    page.goto(hub.url)
    button(page, "Sign out").click()
    expect(heading(page)).to_have_text("You're signed out")


def test_a_passkey_alone_leads_to_the_consent_of_the_app(page: Page, named: HubServer, alice: None, app: App) -> None:
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    take_phone(page)
    add_key(page, named)
    sign_out(page, named)
    page.goto(authorize_url(named.url, app))
    button(page, "Sign in with a passkey").click()
    expect(heading(page)).to_have_text(ASKED)


def test_so_does_it_where_the_request_is_too_long_for_an_address(
    page: Page, named: HubServer, alice: None, app: App
) -> None:
    page.add_init_script("PublicKeyCredential.isConditionalMediationAvailable = async () => false")
    take_phone(page)
    add_key(page, named)
    sign_out(page, named)
    address = authorize_url(named.url, app, state="é" * 1000)
    page.goto(address)
    button(page, "Sign in with a passkey").click()
    expect(heading(page)).to_have_text(ASKED)
    expect(page).to_have_url(address)


def test_the_browser_offers_it_before_anything_is_pressed(page: Page, named: HubServer, alice: None, app: App) -> None:
    take_phone(page)
    add_key(page, named)
    sign_out(page, named)
    page.goto(authorize_url(named.url, app))
    expect(heading(page)).to_have_text(ASKED)


def test_a_security_key_is_the_second_step_to_the_app(page: Page, named: HubServer, alice: None, app: App) -> None:
    take_phone(page, transport="usb", hasResidentKey=False)
    add_key(page, named, alone=False)
    sign_out(page, named)
    page.goto(authorize_url(named.url, app))
    sign_in(page, "alice")
    expect(heading(page)).to_have_text("Second step")
    button(page, "Use a passkey or security key").click()
    expect(heading(page)).to_have_text(ASKED)


def test_a_key_shows_that_it_is_still_the_same_person(page: Page, named: HubServer, alice: None) -> None:
    take_phone(page)
    add_key(page, named)
    page.goto(f"{named.url}/accounts/2fa/webauthn/reauthenticate/?next=/accounts/2fa/recovery-codes/")
    button(page, "Use a passkey or security key").click()
    expect(page).to_have_url(f"{named.url}/accounts/2fa/recovery-codes/")


def test_who_adds_no_key_after_all_is_told_and_may_try_again(page: Page, named: HubServer, alice: None) -> None:
    take_phone(page)
    add_key(page, named)
    page.goto(f"{named.url}/accounts/2fa/webauthn/add/")
    button(page, "Add the key").click()  # the phone has one already, and keeps no second one
    expect(page.get_by_text("No key was used. Try again, or choose another way.")).to_be_visible()
    expect(button(page, "Add the key")).to_be_enabled()


def test_without_scripts_a_password_does_and_no_dead_button_is_shown(
    open_page: OpenPage, named: HubServer, alice: None, app: App
) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(authorize_url(named.url, app))
    expect(button(page, "Sign in with a passkey")).to_be_hidden()
    sign_in(page, "alice")
    expect(page).to_have_url(at(f"{named.url}/api/oauth/authorize"))
    page.goto(f"{named.url}/accounts/2fa/webauthn/add/")
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Confirm").click()
    expect(button(page, "Add the key")).to_be_hidden()
    expect(page.get_by_text("Keys need JavaScript")).to_be_visible()


def test_at_an_address_of_numbers_no_passkey_is_offered(page: Page, hub: HubServer) -> None:
    page.goto(hub.url + SIGN_IN)
    expect(button(page, "Sign in")).to_be_visible()
    expect(button(page, "Sign in with a passkey")).to_be_hidden()


def test_what_is_wrong_has_the_focus(page: Page, named: HubServer) -> None:
    page.goto(named.url + SIGN_IN)
    sign_in(page, "nobody")
    expect(page.get_by_role("alert").filter(has_text="don't match")).to_be_focused()
