"""While an administrator types redirect URIs, the form says what each will match, or why it is refused."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import SignedIn
from tests.browser.test_admin_watch import STOCK
from tests.support import axe
from tests.support.ledger import Ledger
from tests.support.server import HubServer

GOOD = "https://app.example/callback"
ALONE = "This address alone, letter by letter: no other path, query, port or subdomain."
REFUSED = "Line 2: 'http://app.example/callback' must use https."
MARKUP = "https://app.example/<img src=x>"


@pytest.fixture
def admin(page: Page, signed_in: SignedIn, ledger: Ledger) -> Page:
    return signed_in(page, "admin")


@pytest.fixture
def form(admin: Page, hub: HubServer) -> Page:
    """That of a new app."""
    admin.goto(f"{hub.url}/admin/hub_oauth/clientprofile/add/")
    return admin


def field(page: Page) -> Locator:
    return page.get_by_label("Redirect URIs:")


def told(page: Page) -> Locator:
    return page.get_by_role("list", name="What each address will match").get_by_role("listitem")


def test_each_address_is_told_as_it_is_typed(form: Page) -> None:
    field(form).press_sequentially(f"{GOOD}\nhttp://app.example/callback")
    expect(told(form)).to_have_text([f"{GOOD} {ALONE}", REFUSED])
    expect(form.get_by_role("list", name="What each address will match")).to_have_attribute("aria-live", "polite")
    assert [line for line in axe.violations(form) if not line.startswith(STOCK)] == []
    field(form).fill("")
    expect(told(form)).to_have_count(0)


def test_another_type_tells_anew(form: Page) -> None:
    field(form).fill("com.acme.app:/callback")
    expect(told(form)).to_have_text(
        "Line 1: 'com.acme.app:/callback' has a scheme of its own, which is for native apps; use https."
    )
    form.get_by_role("radio", name="Mobile or desktop").check()
    expect(told(form)).to_contain_text("It opens an app on the person's device.")


def test_an_app_that_has_a_type_is_told_by_it(admin: Page, hub: HubServer) -> None:
    hub.create_app("--name", "Acme Typist", "--kind", "native", redirect_uri="http://127.0.0.1/callback")
    admin.goto(f"{hub.url}/admin/hub_oauth/clientprofile/")
    admin.get_by_role("link", name="Acme Typist").click()
    expect(told(admin)).to_have_count(0)
    field(admin).fill("http://127.0.0.1/other")
    expect(told(admin)).to_contain_text("any port")


def test_what_is_typed_is_never_markup(form: Page) -> None:
    field(form).fill(MARKUP)
    expect(told(form)).to_contain_text("must not hold spaces")
    expect(told(form).locator("img")).to_have_count(0)


def test_an_answer_that_fails_says_nothing(form: Page, page_errors: list[str]) -> None:
    field(form).fill(GOOD)
    expect(told(form)).to_have_count(1)
    form.context.clear_cookies()
    field(form).fill(f"{GOOD}/other")
    expect(told(form)).to_have_count(0)
    assert len(page_errors) == 1  # the browser's own line about the 403
    page_errors.clear()
