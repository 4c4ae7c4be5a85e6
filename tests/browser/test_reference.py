"""``/developers/api/``: Swagger in Chromium, under the site's policy, with the flow that it promises."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.person import button, heading
from tests.support.browser import OpenPage
from tests.support.ledger import Ledger
from tests.support.server import HubServer, pairs

SCOPES = ("profile:read", "teams:read")


@pytest.fixture(scope="module", autouse=True)
def docs_client(hub: HubServer, demo: object) -> None:
    hub.manage("hub_create_docs_client", *pairs("--scope", SCOPES))


@pytest.fixture
def reference(alices: Page, hub: HubServer) -> Page:
    alices.goto(f"{hub.url}/developers/api/")
    expect(alices.locator("#operations-API-me")).to_be_visible()
    return alices


def open_dialog(reference: Page) -> Locator:
    reference.get_by_role("button", name="Authorize", exact=True).first.click()
    return reference.locator(".auth-container", has_text="oauth2 (OAuth2")


def boxes_of(dialog: Locator) -> Locator:
    """Drawn as labels, so no role finds them."""
    return dialog.locator("input[type=checkbox]")


def open_authorize(reference: Page) -> Page:
    """The window that the dialog opens, with every permission ticked."""
    dialog = open_dialog(reference)
    for box in boxes_of(dialog).all():
        expect(box).to_be_checked()
    with reference.expect_popup() as opened:
        dialog.get_by_role("button", name="Apply given OAuth2 credentials").click()
    return opened.value


def test_authorize_then_try_it_out(reference: Page, ledger: Ledger) -> None:
    window = open_authorize(reference)
    button(window, "Allow").click()
    expect(reference.locator(".auth-container", has_text="oauth2 (OAuth2")).to_contain_text("Authorized")
    assert ledger.grants("alice") == [""]
    reference.locator(".btn-done").first.click()
    me = reference.locator("#operations-API-me")
    me.locator(".opblock-summary-control").click()
    me.get_by_role("button", name="Try it out").click()
    me.get_by_role("button", name="Execute").click()
    expect(me.locator(".live-responses-table .response-col_status").last).to_contain_text("200")
    expect(me.locator(".live-responses-table")).to_contain_text("alice@example.org")


def test_it_offers_what_its_app_may_ask_for_and_no_more(reference: Page) -> None:
    boxes = boxes_of(open_dialog(reference))
    expect(boxes).to_have_count(len(SCOPES))
    assert [box.get_attribute("data-value") for box in boxes.all()] == [*SCOPES]


def test_the_lock_of_what_it_may_not_ask_for_offers_nothing(reference: Page) -> None:
    """A lock asks for what its operation needs, of what there is to ask for."""
    reference.locator("#operations-API-add_member .authorization__btn").click()
    dialog = reference.locator(".auth-container", has_text="oauth2 (OAuth2")
    expect(dialog).to_be_visible()
    expect(boxes_of(dialog)).to_have_count(0)


def test_cancel_is_told(reference: Page, ledger: Ledger) -> None:
    window = open_authorize(reference)
    button(window, "Cancel").click()
    expect(reference.locator(".errors").first).to_contain_text("access_denied")
    assert ledger.grants("alice") == []


def test_an_answer_that_is_not_the_hubs_is_not_redeemed(reference: Page, hub: HubServer, ledger: Ledger) -> None:
    window = open_authorize(reference)
    expect(heading(window)).to_contain_text("Allow")
    theirs = f"{hub.url}/developers/api/oauth2-redirect.html?code=theirs&state=theirs&iss={hub.url}"
    window.evaluate("address => location.assign(address)", theirs)
    expect(reference.locator(".errors").first).to_contain_text("not one to this question")
    assert ledger.grants("alice") == []


def test_no_dialog_asks_for_a_password(reference: Page) -> None:
    reference.get_by_role("button", name="Authorize", exact=True).first.click()
    expect(reference.locator(".auth-container").first).to_be_visible()
    assert [box for box in reference.locator("input[type=password]").all() if box.is_visible()] == []


def test_nothing_comes_from_elsewhere(alices: Page, hub: HubServer) -> None:
    asked: list[str] = []
    alices.on("request", lambda request: asked.append(request.url))
    alices.goto(f"{hub.url}/developers/api/")
    expect(alices.locator("#operations-API-me")).to_be_visible()
    assert [url for url in asked if not url.startswith((f"{hub.url}/", "data:"))] == []


def test_without_scripts_it_leads_to_the_files(open_page: OpenPage, hub: HubServer) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{hub.url}/developers/api/")
    expect(page.get_by_role("link", name="openapi.yaml")).to_be_visible()
