"""From sign-in to the client in a real browser, which obeys the policies that the pages send."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Address, SignedIn
from tests.browser.person import at, authorize_url, button, fits, heading, sign_in
from tests.support.app import STATE, App
from tests.support.browser import OpenPage
from tests.support.client_site import ClientSite
from tests.support.ledger import Ledger
from tests.support.server import HubServer

BACK = "Back at the app"
ANSWERED = "You have already answered"
# Between a box and the first letter of its name, where the box stands to the right.
GAPS = """boxes => boxes.map(box => {
    const name = document.createRange()
    name.selectNodeContents(box.parentElement.querySelector('bdi'))
    return box.getBoundingClientRect().left - name.getBoundingClientRect().right
})"""


@pytest.fixture(autouse=True)
def nothing_asked_yet(near: ClientSite, far: ClientSite, secure: ClientSite) -> None:
    for site in (near, far, secure):
        site.asked.clear()


@pytest.fixture
def consent(alices: Page, address: Address) -> Page:
    """alice is asked."""
    alices.goto(address())
    expect(heading(alices)).to_have_text("Allow Acme Diary to use your Hub account?")
    return alices


def test_the_answer_carries_code_state_and_issuer(consent: Page, hub: HubServer, near: ClientSite) -> None:
    button(consent, "Allow").click()
    expect(heading(consent)).to_have_text(BACK)
    (answer,) = near.answers()
    assert answer["code"].startswith("hub_ac_")
    assert answer == {"code": answer["code"], "state": STATE, "iss": hub.url}


def test_no_page_for_people_breaks_its_own_policy(
    consent: Page, hub: HubServer, app: App, page_errors: list[str]
) -> None:
    button(consent, "Allow").click()
    expect(heading(consent)).to_have_text(BACK)
    for path in ("/", "/account/apps", f"/account/apps/{app.client_id}/remove", "/accounts/password/change/"):
        answer = consent.goto(hub.url + path)
        assert answer is not None
        assert answer.status == 200
    consent.context.clear_cookies()
    consent.goto(f"{hub.url}/accounts/login/")
    assert page_errors == []


def test_an_error_page_has_no_fault_but_its_status(
    page: Page, address: Address, page_errors: list[str], near: ClientSite
) -> None:
    page.goto(address(redirect_uri=f"{near.url}/other"))
    expect(heading(page)).to_have_text("This app is set up incorrectly")
    assert ["status of 400" in error for error in page_errors] == [True]
    page_errors.clear()
    assert near.asked == []


@pytest.mark.yardstick("E18")
def test_a_client_that_sends_people_onward_is_reached_and_left(
    page: Page, address: Address, near: ClientSite, far: ClientSite, ledger: Ledger
) -> None:
    # All of it hangs on the form of the sign-in page and then on that of the consent page.
    page.goto(address(redirect_uri=f"{near.url}/onward"))
    sign_in(page, "alice")
    button(page, "Allow").click()
    expect(page).to_have_url(at(f"{far.url}/arrived"))
    assert len(near.answers("/onward")) == 1


def test_after_sign_in_a_known_app_is_reached_without_a_page(
    open_page: OpenPage, address: Address, secure: ClientSite, ledger: Ledger
) -> None:
    page = open_page(ignore_https_errors=True)
    asked = address(redirect_uri=f"{secure.url}/callback")
    page.goto(asked)
    sign_in(page, "bob")
    button(page, "Allow").click()
    expect(heading(page)).to_have_text(BACK)
    page.context.clear_cookies()
    page.goto(asked)
    sign_in(page, "bob")  # A form whose answer is redirected twice, the second time to another origin.
    expect(heading(page)).to_have_text(BACK)
    assert [len(answer["code"]) > 40 for answer in secure.answers()] == [True, True]
    assert (ledger.grants("bob"), ledger.consents("bob")) == (["", ""], [""])


def test_a_password_may_be_seen_while_it_is_typed(page: Page, address: Address, ledger: Ledger) -> None:
    page.goto(address())
    password = page.get_by_label("Password", exact=True)
    password.fill("alice-demo")
    expect(password).to_have_attribute("type", "password")
    page.get_by_label("Show password").check()
    expect(password).to_have_attribute("type", "text")
    page.get_by_label("Show password").uncheck()
    expect(password).to_have_attribute("type", "password")
    page.get_by_label("Show password").check()
    sign_in(page, "alice")
    expect(page.get_by_text("Signed in as Alice Silva")).to_be_visible()


def test_after_sign_in_an_error_goes_to_the_app(
    page: Page, hub: HubServer, address: Address, near: ClientSite, ledger: Ledger
) -> None:
    page.goto(address(redirect_uri=f"{near.url}/onward", scope="teams:eat"))
    sign_in(page, "alice")
    expect(page).to_have_url(at(f"{near.onward}"))
    (answer,) = near.answers("/onward")
    assert (answer["error"], answer["state"], answer["iss"]) == ("invalid_scope", STATE, hub.url)
    assert ledger.grants("alice") == []


def test_allow_pressed_twice_makes_one_code(
    consent: Page, near: ClientSite, ledger: Ledger, page_errors: list[str]
) -> None:
    button(consent, "Allow").dblclick()
    expect(heading(consent)).to_have_text(re.compile(f"{BACK}|{ANSWERED}"))
    assert len(ledger.grants("alice")) == 1
    assert len(near.answers()) <= 1
    page_errors.clear()  # The second answer may be the page that says so.


def test_allow_pressed_again_while_the_app_is_slow_makes_no_second_code(
    consent: Page, near: ClientSite, ledger: Ledger, page_errors: list[str]
) -> None:
    near.open.clear()
    try:
        with consent.expect_request(at(f"{near.url}/callback")):
            button(consent, "Allow").click(no_wait_after=True)
        consent.keyboard.press("Enter")  # The button has the focus; Playwright's own click would wait for the app.
        expect(heading(consent)).to_have_text(ANSWERED)
    finally:
        near.open.set()
    assert ledger.grants("alice") == [""]
    page_errors.clear()


def test_the_same_form_sent_again_has_been_answered(
    consent: Page, near: ClientSite, ledger: Ledger, page_errors: list[str]
) -> None:
    with consent.context.expect_page() as opened:
        button(consent, "Allow").click(modifiers=["Control"])  # The answer opens in another tab; the form stays.
    expect(heading(opened.value)).to_have_text(BACK)
    button(consent, "Allow").click()
    expect(heading(consent)).to_have_text(ANSWERED)
    assert (len(ledger.grants("alice")), len(near.answers())) == (1, 1)
    page_errors.clear()


def test_the_back_button_asks_anew(consent: Page, near: ClientSite, ledger: Ledger) -> None:
    button(consent, "Allow").click()
    expect(heading(consent)).to_have_text(BACK)
    consent.go_back()
    expect(consent.get_by_text("See your teams")).to_be_visible()
    button(consent, "Cancel").click()
    expect(heading(consent)).to_have_text(BACK)
    assert [answer.get("error") for answer in near.answers()] == [None, "access_denied"]
    assert ledger.grants("alice") == [""]


@pytest.mark.yardstick("E17")
def test_teams_are_listed_where_they_are_to_be_ticked(open_page: OpenPage, address: Address) -> None:
    """By style alone, without a script."""
    page = open_page(java_script_enabled=False)
    page.goto(address())
    sign_in(page, "alice")
    boxes = page.get_by_role("checkbox")
    expect(boxes).to_have_count(0)
    page.get_by_role("radio", name="Only those I tick").check()
    expect(boxes.first).to_be_checked()
    page.get_by_role("radio", name="All my teams").check()
    expect(boxes).to_have_count(0)


def test_each_of_two_tabs_has_its_own_answer(consent: Page, address: Address, near: ClientSite, ledger: Ledger) -> None:
    other = consent.context.new_page()
    other.goto(address())
    for tab in (consent, other):
        button(tab, "Allow").click()
        expect(heading(tab)).to_have_text(BACK)
    assert len({answer["code"] for answer in near.answers()}) == 2
    assert (ledger.grants("alice"), ledger.consents("alice")) == (["", ""], [""])


@pytest.mark.parametrize("cookie", ["sessionid", "csrftoken"])
def test_a_session_that_ended_meanwhile_makes_the_page_out_of_date(
    consent: Page, cookie: str, near: ClientSite, ledger: Ledger, page_errors: list[str]
) -> None:
    consent.context.clear_cookies(name=cookie)
    button(consent, "Allow").click()
    expect(heading(consent)).to_have_text("This page is out of date")
    assert (ledger.grants("alice"), near.asked) == ([], [])
    page_errors.clear()


def test_another_person_signed_in_meanwhile_gives_nothing_away(
    consent: Page, near: ClientSite, ledger: Ledger, signed_in: SignedIn, page_errors: list[str]
) -> None:
    csrf_token = next(cookie for cookie in consent.context.cookies() if cookie["name"] == "csrftoken")
    signed_in(consent, "bob")
    consent.context.add_cookies([{**csrf_token}])  # type: ignore[typeddict-item]  # Playwright reads what it wrote
    button(consent, "Allow").click()
    expect(heading(consent)).to_have_text("This page is out of date")
    assert ["status of 400" in error for error in page_errors] == [True]  # 403 would be the missing CSRF token
    assert (ledger.grants("alice"), ledger.grants("bob"), near.asked) == ([], [], [])
    page_errors.clear()


@pytest.mark.yardstick("E17")
def test_it_works_without_scripts(open_page: OpenPage, address: Address, near: ClientSite, ledger: Ledger) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(address())
    sign_in(page, "alice")
    button(page, "Allow").click()
    expect(heading(page)).to_have_text(BACK)
    assert "code" in near.answers()[0]


def test_another_account_is_asked_in_the_place_of_the_first(
    page: Page, address: Address, near: ClientSite, ledger: Ledger
) -> None:
    page.goto(address())
    sign_in(page, "alice")
    button(page, "Use another account").click()
    sign_in(page, "bob")
    expect(page.get_by_text("Signed in as Bob Okafor")).to_be_visible()
    button(page, "Allow").click()
    expect(heading(page)).to_have_text(BACK)
    assert (ledger.grants("alice"), ledger.grants("bob")) == ([], [""])


@pytest.mark.yardstick("E3", "E17")
def test_the_consent_page_does_not_show_itself_in_a_frame(
    alices: Page, address: Address, near: ClientSite, page_errors: list[str]
) -> None:
    no_frame(alices, near, address(), page_errors)


@pytest.mark.yardstick("E3")
@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/account/apps", "/account/apps/nothing/remove"])
def test_no_other_page_does_either(
    alices: Page, hub: HubServer, near: ClientSite, path: str, page_errors: list[str]
) -> None:
    no_frame(alices, near, hub.url + path, page_errors)


def no_frame(page: Page, around: ClientSite, address: str, page_errors: list[str]) -> None:
    page.goto(f"{around.url}/frame?{urlencode({'src': address})}")
    expect(heading(page)).to_have_text("A page around another")
    assert page.frame_locator("iframe").get_by_role("main").count() == 0
    assert any("frame-ancestors" in error for error in page_errors)
    page_errors.clear()


class TestKeyboard:
    def test_nothing_has_the_focus_at_first(self, consent: Page) -> None:
        assert consent.evaluate("document.activeElement === document.body")

    def test_tab_goes_through_the_page_in_reading_order_and_allow_comes_last(
        self, consent: Page, near: ClientSite, ledger: Ledger
    ) -> None:
        stops = []
        while "Allow" not in stops:
            consent.keyboard.press("Tab")
            stops.append(str(consent.evaluate("document.activeElement.innerText")))
            assert len(stops) < 20
        assert stops[0] == "Skip to the content"
        # Between them each question is one stop, whose arrow keys choose.
        assert [stop for stop in stops if stop][-3:] == ["Use another account", "Cancel", "Allow"]
        assert stops.index("Cancel") - stops.index("Use another account") == 3
        consent.keyboard.press("Enter")
        expect(heading(consent)).to_have_text(BACK)
        assert ledger.grants("alice") == [""]

    def test_enter_in_a_box_to_tick_is_the_safe_answer(
        self, alices: Page, hub: HubServer, choosy: App, near: ClientSite, ledger: Ledger
    ) -> None:
        alices.goto(authorize_url(hub.url, choosy))
        alices.get_by_role("checkbox", name="See your teams").press("Enter")
        expect(heading(alices)).to_have_text(BACK)
        assert [answer["error"] for answer in near.answers()] == ["access_denied"]
        assert ledger.grants("alice") == []

    @pytest.mark.yardstick("E17")
    def test_enter_on_a_choice_is_the_safe_answer(self, consent: Page, near: ClientSite, ledger: Ledger) -> None:
        for name in ("1 hour", "Only those I tick"):
            consent.get_by_role("radio", name=name).check()
        consent.get_by_role("radio", name="1 hour").press("Enter")
        expect(heading(consent)).to_have_text(BACK)
        assert [answer["error"] for answer in near.answers()] == ["access_denied"]
        assert ledger.grants("alice") == []

    @pytest.mark.yardstick("E17")
    def test_teams_and_an_end_are_chosen_without_a_pointer(
        self, alices: Page, hub: HubServer, near: ClientSite, ledger: Ledger
    ) -> None:
        scopes = ("profile:read", "teams:read", "teams:write")
        writer = hub.create_app("--name", "Acme Crews", redirect_uri=f"{near.url}/callback", scopes=scopes)
        alices.goto(authorize_url(hub.url, writer))
        for keys in (
            ["Tab"] * 3,  # past the skip link, "Use another account" to the radios of teams
            ["ArrowUp", "ArrowDown"],  # all, and back: only those I tick
            ["Tab", "Space"],  # Design
            ["Tab"],  # Support, left as it is
            ["Tab", "ArrowUp"],  # from "Until I remove it" to 30 days
            ["Tab", "Tab"],  # past Cancel
        ):
            for key in keys:
                alices.keyboard.press(key)
        assert alices.evaluate("document.activeElement.value") == "allow"
        assert in_view(alices)
        expect(alices.get_by_role("checkbox", name="Design")).to_be_checked()
        expect(alices.get_by_role("checkbox", name="Support")).not_to_be_checked()
        expect(alices.get_by_role("radio", name="30 days")).to_be_checked()
        alices.keyboard.press("Enter")
        expect(heading(alices)).to_have_text(BACK)
        days = "SELECT round(julianday(ends_at) - julianday(granted_at)) FROM hub_oauth_consent"
        chosen = "SELECT name FROM hub_teams_teamaccess_teams JOIN hub_teams_team ON hub_teams_team.id = team_id"
        assert (ledger.column(days), ledger.column(chosen)) == ([30.0], ["Design"])

    def test_the_focus_is_seen(self, consent: Page) -> None:
        consent.keyboard.press("Tab")
        outline = "(([s]) => [s.outlineStyle, s.outlineWidth])([getComputedStyle(document.activeElement)])"
        assert consent.evaluate(outline) == ["solid", "2px"]


class TestNarrow:
    @pytest.fixture
    def page(self, open_page: OpenPage) -> Page:
        return open_page(viewport={"width": 320, "height": 640})

    def test_nothing_has_to_be_scrolled_sideways(
        self, page: Page, hub: HubServer, address: Address, ledger: Ledger
    ) -> None:
        page.goto(address())
        assert fits(page)
        sign_in(page, "alice")
        expect(button(page, "Allow")).to_be_visible()
        assert fits(page)
        button(page, "Allow").click()
        expect(heading(page)).to_have_text(BACK)
        for path in ("/", "/account/apps"):
            page.goto(hub.url + path)
            assert fits(page)
        page.get_by_role("link", name="Remove access for Acme Diary").click()
        expect(button(page, "Remove access")).to_be_visible()
        assert fits(page)

    def test_an_error_with_its_details_fits_too(self, page: Page, address: Address, page_errors: list[str]) -> None:
        page.goto(address(redirect_uri="https://app.example/" + "long" * 40))
        page.get_by_text("Details for the app's developer").click()
        assert fits(page)
        page_errors.clear()


class TestFromRightToLeft:
    @pytest.mark.yardstick("E17")
    def test_names_stand_beside_their_boxes(
        self, open_page: OpenPage, signed_in: SignedIn, address: Address, ledger: Ledger
    ) -> None:
        page = signed_in(open_page(locale="ar"), "alice")
        page.goto(address())
        page.get_by_role("radio").nth(1).check()
        gaps = page.get_by_role("checkbox").evaluate_all(GAPS)
        assert len(gaps) == 2
        assert all(0 < gap < 20 for gap in gaps)


def in_view(page: Page) -> bool:
    """Whether all of what has the focus is on the screen, and nothing lies over it."""
    return bool(
        page.evaluate(
            "(([one, at]) => at.top >= 0 && at.bottom <= innerHeight"
            " && one.contains(document.elementFromPoint((at.left + at.right) / 2, (at.top + at.bottom) / 2)))"
            "([document.activeElement, document.activeElement.getBoundingClientRect()])"
        )
    )
