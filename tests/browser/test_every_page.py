"""What is true of each page for people, at every width and in both themes, with axe as the judge."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SignedIn
from tests.browser.every_page import PAGES, WITHOUT_SCRIPTS, Shown, Site
from tests.browser.person import fits
from tests.support import axe, http_flow
from tests.support.app import App
from tests.support.browser import THEMES, OpenPage
from tests.support.server import HubServer

Show = Callable[..., Page]
SCOPES = ("profile:read", "teams:read", "teams:write")
WIDTHS = (320, 1280)
# WCAG 2.2 asks for 24 px; this is what a thumb asks for.
SMALL = """
    [...document.querySelectorAll(`main :is(button, .button, summary, input:not([type=hidden])), .back, .below a,
        .links a, a.brand`)]
    .filter(one => one.checkVisibility() && !['checkbox', 'radio'].includes(one.type))
    .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)
"""

LANGUAGES = {"en": "ltr", "ar": "rtl"}
every_page = pytest.mark.parametrize("shown", list(PAGES.values()), ids=list(PAGES))
every_language = pytest.mark.parametrize("language", list(LANGUAGES))


@pytest.fixture(scope="module")
def site(hub: HubServer, demo: object, app: App, choosy: App) -> Site:
    alice = http_flow.sign_in(hub.url, "alice", "alice-demo")
    http_flow.connect(alice, hub.url, app)
    more = registered(hub, "Acme Next", "web", "https://app.example/callback")
    http_flow.code_for(alice, hub.url, more, scope="profile:read")
    return Site(
        hub,
        known=app,
        new=choosy,
        more=more,
        writer=registered(hub, "Acme Teams", "web", "https://app.example/callback"),
        native=registered(hub, "Acme Desk", "native", "http://127.0.0.1/callback"),
        device=registered(hub, "Acme Pocket", "native", "com.example.acme:/callback"),
    )


def registered(hub: HubServer, name: str, kind: str, redirect_uri: str) -> App:
    """An app with everything that may be shown of one."""
    client_id = hub.python(
        "from hub_oauth import audit, clients\n"
        f"made = clients.register(name={name!r}, kind={kind!r}, redirect_uris=[{redirect_uri!r}], act=audit.SYSTEM,"
        f" scopes={SCOPES!r}, optional_scopes=['teams:read'], publisher='Acme Ltd', website='https://acme.example/',"
        " support_email='help@acme.example', privacy_url='https://acme.example/privacy',"
        " scope_purposes={'teams:write': 'to invite the people you plan with'})\n"
        "print(made.application.client_id)"
    )
    return App(client_id.strip(), redirect_uri, "not needed here", SCOPES)


@pytest.fixture
def show(site: Site, open_page: OpenPage, signed_in: SignedIn, page_errors: list[str]) -> Show:
    """Opens a page as its person. Its own status is all that the browser may have to complain about."""

    def show(shown: Shown, language: str = "en") -> Page:
        # Reduced: else a colour is judged on its way from one theme to the other.
        page = open_page(reduced_motion="reduce", locale=language)
        if shown.person:
            signed_in(page, shown.person)
        answer = page.goto(shown.address(site))
        assert answer is not None
        assert answer.status == shown.status
        page_errors[:] = [error for error in page_errors if f"status of {shown.status}" not in error]
        return page

    return show


@every_page
@every_language
def test_axe_finds_nothing_and_all_of_it_fits(show: Show, shown: Shown, language: str) -> None:
    page = show(shown, language)
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("html").get_attribute("dir") == LANGUAGES[language]
    shown.unfold(page)
    for width, theme in product(WIDTHS, THEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        assert axe.violations(page) == [], (width, theme)
        assert fits(page)
        assert page.evaluate(SMALL) == []


@every_page
def test_it_has_the_frame_of_a_page(show: Show, shown: Shown) -> None:
    page = show(shown)
    assert page.locator("h1").count() == 1
    assert page.locator("body > header, body > main#main, body > footer").count() == 3
    assert page.locator(".site-footer .reference, .note .reference").count() == 1
    assert shown not in WITHOUT_SCRIPTS or page.locator("script").count() == 0
    assert shown.focused or page.evaluate("document.activeElement === document.body")


def test_no_two_pages_have_one_title(show: Show) -> None:
    titles = [show(shown).title() for shown in PAGES.values() if shown.own_title]
    again = [title for title, times in Counter(titles).items() if times > 1]
    assert again == []
