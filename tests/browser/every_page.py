"""Each page for people, and how a browser gets there: what is true of every page is tested on all of these."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.browser.person import authorize_url
from tests.support.app import App
from tests.support.server import HubServer


@dataclass(frozen=True)
class Site:
    """The Hub with what its pages need: an app that alice has connected and one that she has not."""

    hub: HubServer
    known: App
    new: App


@dataclass(frozen=True)
class Shown:
    """A page: where it is, who looks at it (nobody where empty), with which status it answers.

    focused: whether something has the focus at first; own_title: whether no other page here has the same title.
    """

    address: Callable[[Site], str]
    person: str = "alice"
    status: int = 200
    focused: bool = False
    own_title: bool = True

    def unfold(self, page: Page) -> None:
        """Show what is folded away."""
        for summary in page.locator("summary").all():
            summary.click()


def path(address: str, **more: Any) -> Shown:
    return Shown(lambda site: site.hub.url + address.format(client_id=site.known.client_id), **more)


def asking(app: str, **over: str | None) -> Callable[[Site], str]:
    return lambda site: authorize_url(site.hub.url, getattr(site, app), **over)


PAGES = {
    "home": path("/"),
    "home, signed out": path("/", person="", own_title=False),
    "sign in": path("/accounts/login/", person=""),
    "sign in for an app": Shown(asking("known"), person="", own_title=False),
    "consent": Shown(asking("new")),
    "consent of an administrator": Shown(asking("new"), person="admin", own_title=False),
    "consent again": Shown(asking("known", prompt="consent")),
    "sign in again": Shown(asking("known", prompt="login")),
    "error": Shown(asking("known", redirect_uri="https://app.example/other"), status=400),
    "unknown app": Shown(asking("known", client_id="nobody"), status=400),
    "connected apps": path("/account/apps"),
    "no connected apps": path("/account/apps", person="charlie", own_title=False),
    "remove an app": path("/account/apps/{client_id}/remove"),
    "change password": path("/accounts/password/change/"),
    "signed out": path("/accounts/signed-out/", person=""),
}
