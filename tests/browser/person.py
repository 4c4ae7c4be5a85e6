"""What people do in the browser."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page

from tests.support.app import AUTHORIZE, App, authorize_params


def sign_in(page: Page, username: str) -> None:
    """On the Hub's page, which the browser shows already."""
    page.get_by_label("E-mail or user name").fill(username)
    page.get_by_label("Password", exact=True).fill(f"{username}-demo")
    button(page, "Sign in").click()


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def heading(page: Page) -> Locator:
    return page.get_by_role("heading", level=1)


def fits(page: Page) -> bool:
    """Whether nothing has to be scrolled sideways; asked of a page that stands, for it is wider without its styles."""
    page.wait_for_load_state()
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def authorize_url(hub: str, app: App, **over: str | None) -> str:
    """Where an app sends the browser."""
    return f"{hub}{AUTHORIZE}?{urlencode(authorize_params(app, **over))}"


def at(url: str) -> re.Pattern[str]:
    """This address, whatever stands in its query."""
    return re.compile(rf"{re.escape(url)}(\?|\Z)")
