"""What is true of each page for people, at every width and in both themes, with axe as the judge."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import SignedIn
from tests.browser.every_page import PAGES, Shown, Site
from tests.support import axe, http_flow
from tests.support.app import App
from tests.support.browser import OpenPage
from tests.support.server import HubServer

WIDTHS = (320, 1280)
THEMES = ("light", "dark")
# WCAG 2.2 asks for 24 px; this is what a thumb asks for.
SMALL = """
    [...document.querySelectorAll('main button, main .button, main summary, main input:not([type=hidden])')]
    .filter(one => one.checkVisibility() && !['checkbox', 'radio'].includes(one.type))
    .filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)
"""

every_page = pytest.mark.parametrize("shown", list(PAGES.values()), ids=list(PAGES))


@pytest.fixture(scope="module")
def site(hub: HubServer, demo: object, app: App, choosy: App) -> Site:
    http_flow.connect(http_flow.sign_in(hub.url, "alice", "alice-demo"), hub.url, app)
    return Site(hub, app, choosy)


@pytest.fixture
def show(site: Site, open_page: OpenPage, signed_in: SignedIn, page_errors: list[str]) -> Callable[..., Page]:
    """Opens a page as its person; options: Playwright's for a context.

    Its own status is all that the browser may have to complain about.
    """

    def show(shown: Shown, **options: str) -> Page:
        page = open_page(
            reduced_motion="reduce", **options
        )  # else a colour is judged on its way from one theme to the other
        if shown.person:
            signed_in(page, shown.person)
        answer = page.goto(shown.address(site))
        assert answer is not None
        assert answer.status == shown.status
        page_errors[:] = [error for error in page_errors if f"status of {shown.status}" not in error]
        return page

    return show


@every_page
def test_axe_finds_nothing(show: Callable[[Shown], Page], shown: Shown) -> None:
    page = show(shown)
    shown.unfold(page)
    for width, theme in product(WIDTHS, THEMES):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=theme)
        assert axe.violations(page) == [], (width, theme)


@every_page
def test_nothing_is_scrolled_sideways_or_too_small_to_hit(show: Callable[[Shown], Page], shown: Shown) -> None:
    page = show(shown)
    shown.unfold(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert page.evaluate(SMALL) == []


@every_page
def test_it_reads_from_right_to_left_in_arabic(show: Callable[..., Page], shown: Shown) -> None:
    page = show(shown, locale="ar")
    shown.unfold(page)
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.locator("html[lang=ar][dir=rtl]").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe.violations(page) == []


@every_page
def test_it_has_the_frame_of_a_page(show: Callable[[Shown], Page], shown: Shown) -> None:
    page = show(shown)
    assert page.locator("h1").count() == 1
    assert page.locator("body > header, body > main#main, body > footer").count() == 3
    assert page.locator("html").get_attribute("lang") == "en"
    assert shown.focused or page.evaluate("document.activeElement === document.body")


def test_no_two_pages_have_one_title(show: Callable[[Shown], Page]) -> None:
    titles = {name: show(shown).title() for name, shown in PAGES.items() if shown.own_title}
    assert len(set(titles.values())) == len(titles), titles
