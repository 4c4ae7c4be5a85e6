"""A person connects Acme Planner, an app of somebody else's on another origin."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.person import at, button, heading, sign_in
from tests.support.ledger import Ledger
from tests.support.processes import LocalServer
from tests.support.server import HubServer

TAIL = re.compile(r"…[\w-]{4}")


@pytest.fixture
def connected(page: Page, acme: LocalServer, signed_in: SignedIn, ledger: Ledger) -> Page:
    """alice, connected."""
    ask(signed_in(page, "alice"), acme)
    button(page, "Allow").click()
    expect(page.get_by_role("status")).to_have_text("Connected.")
    return page


def ask(page: Page, acme: LocalServer) -> None:
    page.goto(acme.url)
    button(page, "Connect").click()


def test_after_sign_in_and_consent_it_shows_profile_and_teams(
    page: Page, hub: HubServer, acme: LocalServer, ledger: Ledger
) -> None:
    ask(page, acme)
    expect(page.get_by_text("to continue to Acme Planner")).to_be_visible()
    sign_in(page, "alice")
    expect(heading(page)).to_have_text("Allow Acme Planner to use your Hub account?")
    button(page, "Allow").click()
    expect(page).to_have_url(f"{acme.url}/")
    expect(page.locator("#profile")).to_contain_text("Alice Silva")
    expect(page.locator("#profile")).to_contain_text("alice@example.org")
    expect(page.locator("#teams li")).to_have_text(["Design owner", "Support owner"])
    assert ledger.grants("alice") == [""]


def test_the_role_is_the_one_of_the_person(page: Page, acme: LocalServer, signed_in: SignedIn, ledger: Ledger) -> None:
    ask(signed_in(page, "bob"), acme)
    button(page, "Allow").click()
    expect(page.locator("#teams li")).to_have_text(["Design member", "Support member"])


def test_refresh_changes_both_tokens(connected: Page, ledger: Ledger) -> None:
    tails = connected.locator("#connection code")
    before = tails.all_inner_texts()
    button(connected, "Refresh").click()
    expect(connected.get_by_role("status")).to_contain_text("New tokens.")
    expect(tails).to_have_count(2)
    after = tails.all_inner_texts()
    assert all(TAIL.fullmatch(tail) for tail in before + after)
    assert not set(before) & set(after)
    expect(connected.locator("#profile")).to_contain_text("Alice Silva")
    assert ledger.grants("alice") == [""]


def test_disconnect_revokes_at_the_hub(connected: Page, ledger: Ledger) -> None:
    button(connected, "Disconnect").click()
    expect(connected.get_by_role("status")).to_have_text("Disconnected. Acme Planner has no access any more.")
    expect(button(connected, "Connect")).to_be_visible()
    assert ledger.grants("alice") == ["revoked"]


def test_cancel_is_told_kindly_and_grants_nothing(
    page: Page, acme: LocalServer, signed_in: SignedIn, ledger: Ledger
) -> None:
    ask(signed_in(page, "charlie"), acme)
    button(page, "Cancel").click()
    expect(page).to_have_url(f"{acme.url}/")
    expect(page.get_by_role("alert")).to_have_text("You chose not to connect. Nothing was shared.")
    assert (ledger.grants("charlie"), ledger.consents("charlie")) == ([], [])


def test_an_app_removed_at_the_hub_is_out_with_its_next_call(
    connected: Page, hub: HubServer, acme: LocalServer, ledger: Ledger
) -> None:
    connected.goto(f"{hub.url}/account/apps")
    connected.get_by_role("link", name="Remove access for Acme Planner").click()
    button(connected, "Remove access").click()
    expect(connected.get_by_role("status")).to_have_text("Acme Planner can no longer use your account.")
    expect(connected.get_by_text("No apps can use your account.")).to_be_visible()
    assert (ledger.consents("alice"), ledger.grants("alice")) == (["removed"], ["consent"])
    connected.goto(acme.url)
    expect(connected.get_by_role("alert")).to_have_text("The connection to the Hub has ended. Connect again to go on.")
    expect(button(connected, "Connect")).to_be_visible()


def test_refreshing_after_the_removal_is_refused_as_kindly(
    connected: Page, hub: HubServer, acme: LocalServer, ledger: Ledger
) -> None:
    other_tab = connected.context.new_page()
    other_tab.goto(f"{hub.url}/account/apps")
    other_tab.get_by_role("link", name="Remove access for Acme Planner").click()
    button(other_tab, "Remove access").click()
    expect(other_tab.get_by_role("status")).to_be_visible()
    button(connected, "Refresh").click()
    expect(connected.get_by_role("alert")).to_have_text("The connection to the Hub has ended. Connect again to go on.")
    assert ledger.grants("alice") == ["consent"]


def test_an_app_on_this_computer_is_asked_about_every_time(
    connected: Page, hub: HubServer, acme: LocalServer, ledger: Ledger
) -> None:
    button(connected, "Disconnect").click()
    button(connected, "Connect").click()
    expect(connected).to_have_url(at(f"{hub.url}/api/oauth/authorize"))
    expect(connected.get_by_text("This app runs on your own computer.")).to_be_visible()
    assert ledger.grants("alice") == ["revoked"]


def test_the_hub_stays_signed_in_beside_an_app_on_the_same_host(
    connected: Page, hub: HubServer, acme: LocalServer
) -> None:
    connected.goto(f"{hub.url}/account/apps")
    expect(connected.get_by_role("row").filter(has_text="Acme Planner")).to_be_visible()
    connected.goto(acme.url)
    expect(connected.locator("#profile")).to_contain_text("Alice Silva")
