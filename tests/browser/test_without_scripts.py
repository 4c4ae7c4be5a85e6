"""All that people do, in a browser whose scripts are off, at 320 px: nothing needs them but a passkey."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Address
from tests.browser.person import authorize_url, button, heading, sign_in
from tests.support.app import App
from tests.support.browser import OpenPage
from tests.support.client_site import ClientSite
from tests.support.ledger import Ledger
from tests.support.mailbox import newest_link
from tests.support.server import HubServer

pytestmark = pytest.mark.yardstick("E17")

ASKED = "Allow Acme Diary to use your Hub account?"
BACK = "Back at the app"
PASSWORD = "a quite new password 47"


@pytest.fixture
def page(open_page: OpenPage, near: ClientSite, ledger: Ledger) -> Page:
    near.asked.clear()
    return open_page(java_script_enabled=False, viewport={"width": 320, "height": 640})


@pytest.fixture
def writer(hub: HubServer, near: ClientSite) -> App:
    scopes = ("profile:read", "teams:read", "teams:write")
    return hub.create_app("--name", "Acme Groups", redirect_uri=f"{near.url}/callback", scopes=scopes)


def test_the_sign_in_page_offers_nothing_that_needs_them(page: Page, address: Address) -> None:
    page.goto(address())
    expect(heading(page)).to_have_text("Sign in")
    expect(page.get_by_text("to continue to Acme Diary")).to_be_visible()
    expect(button(page, "Sign in with a passkey")).to_have_count(0)
    expect(page.get_by_text("Show password")).to_be_hidden()


def test_a_wrong_password_is_told_and_the_right_one_goes_on(page: Page, address: Address) -> None:
    page.goto(address())
    page.get_by_label("E-mail or user name").fill("alice")
    page.get_by_label("Password", exact=True).fill("wrong")
    button(page, "Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("don't match")
    expect(page.get_by_label("E-mail or user name")).to_have_value("alice")
    sign_in(page, "alice")
    expect(heading(page)).to_have_text(ASKED)


def test_a_new_account_comes_back_to_the_app(page: Page, hub: HubServer, address: Address, near: ClientSite) -> None:
    page.goto(address())
    page.get_by_role("link", name="Create an account").click()
    page.get_by_label("User name").fill("nora")
    page.get_by_label("E-mail").fill("nora@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    button(page, "Create the account").click()
    expect(heading(page)).to_have_text("Look at your e-mails")
    page.goto(newest_link(hub, "confirm-email"))
    button(page, "Confirm").click()
    expect(heading(page)).to_have_text(ASKED)
    button(page, "Allow").click()
    expect(heading(page)).to_have_text(BACK)
    assert "code" in near.answers()[0]


def test_a_forgotten_password_comes_back_to_the_app(page: Page, hub: HubServer, address: Address) -> None:
    hub.create_user("piet", "what she forgot 51")
    page.goto(address())
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("E-mail").fill("piet@example.org")
    button(page, "Send the link").click()
    expect(heading(page)).to_have_text("Look at your e-mails")
    page.goto(newest_link(hub, "password/reset"))
    page.get_by_label("New password").fill(PASSWORD)
    button(page, "Save and sign in").click()
    expect(heading(page)).to_have_text(ASKED)


def test_teams_and_an_end_are_chosen_and_changed_and_all_of_it_removed(
    page: Page, hub: HubServer, writer: App, ledger: Ledger
) -> None:
    page.goto(authorize_url(hub.url, writer))
    sign_in(page, "alice")
    page.get_by_role("checkbox", name="Design").check()
    page.get_by_role("radio", name="1 day").check()
    button(page, "Allow").click()
    expect(heading(page)).to_have_text(BACK)
    page.goto(f"{hub.url}/account/apps")
    page.get_by_role("link", name="Details of Acme Groups").click()
    expect(page.get_by_text("You let its access end on")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Design")).to_be_checked()
    page.get_by_role("checkbox", name="Design").uncheck()
    page.get_by_role("checkbox", name="Support").check()
    button(page, "Save").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Design")).not_to_be_checked()
    expect(page.get_by_role("checkbox", name="Support")).to_be_checked()
    page.get_by_role("link", name="Remove access").click()
    button(page, "Remove access").click()
    expect(page.get_by_role("status")).to_be_visible()
    expect(page.get_by_text("No apps can use your account.")).to_be_visible()
    assert (ledger.consents("alice"), ledger.grants("alice")) == (["removed"], ["consent"])


def test_all_apps_are_removed_at_once(page: Page, hub: HubServer, address: Address, ledger: Ledger) -> None:
    page.goto(address())
    sign_in(page, "bob")
    button(page, "Allow").click()
    page.goto(f"{hub.url}/account/apps")
    page.get_by_role("link", name="Remove all").click()
    button(page, "Remove all").click()
    page.get_by_role("link", name="Apps removed earlier").click()
    expect(page.get_by_text("Acme Diary")).to_be_visible()
    assert ledger.consents("bob") == ["removed"]


def test_an_error_unfolds_its_details(page: Page, address: Address, near: ClientSite, page_errors: list[str]) -> None:
    page.goto(address(redirect_uri=f"{near.url}/other"))
    expect(heading(page)).to_have_text("This app is set up incorrectly")
    expect(page.get_by_text("What differs")).to_be_hidden()
    page.get_by_text("Details for the app's developer").click()
    expect(page.get_by_text("What differs")).to_be_visible()
    expect(page.get_by_text("path", exact=True)).to_be_visible()
    page_errors.clear()


def test_another_account_and_a_sign_in_that_the_app_asks_for(
    page: Page, address: Address, near: ClientSite, ledger: Ledger
) -> None:
    page.goto(address(prompt="login"))
    sign_in(page, "alice")
    expect(heading(page)).to_have_text(ASKED)
    button(page, "Use another account").click()
    sign_in(page, "bob")
    expect(page.get_by_text("Signed in as Bob Okafor")).to_be_visible()
    button(page, "Cancel").click()
    expect(heading(page)).to_have_text(BACK)
    assert near.answers()[0]["error"] == "access_denied"
    assert (ledger.grants("alice"), ledger.grants("bob")) == ([], [])
