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
    """The Hub with what its pages need: an app that alice has connected, one that wants more now, some that are new."""

    hub: HubServer
    known: App
    new: App
    more: App
    writer: App
    native: App
    device: App


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


# A long request that this session never kept: the page leads back to the app.
OVER = "/api/oauth/authorize?hub_request=x&client_id={}"


def path(address: str, **more: Any) -> Shown:
    return Shown(lambda site: site.hub.url + address.format(client_id=site.known.client_id), **more)


def asking(app: str, **over: str | None) -> Callable[[Site], str]:
    return lambda site: authorize_url(site.hub.url, getattr(site, app), **over)


FOR_PEOPLE = {
    "home": path("/"),
    "an invitation that is none": path("/account/invitation", status=404),
    "home, signed out": path("/", person="", own_title=False),
    "signed out": path("/accounts/signed-out/", person=""),
}
FOR_DEVELOPERS = {
    "for developers": path("/developers/"),
    "errors, explained": path("/developers/errors"),
    "playground": path("/developers/playground/"),
}
SIGN_IN = {
    "sign in": path("/accounts/login/", person=""),
    "sign in for an app": Shown(asking("known"), person="", own_title=False),
    "sign up": path("/accounts/signup/", person=""),
    "confirm the address": path("/accounts/confirm-email/", person=""),
    "a link to confirm that is old": path("/accounts/confirm-email/old/", person=""),
    "forgotten password": path("/accounts/password/reset/", person=""),
    "mail is on its way": path("/accounts/password/reset/done/", person="", own_title=False),
    "a link to reset that is old": path("/accounts/password/reset/key/1-old/", person=""),
    "inactive": path("/accounts/inactive/", person=""),
    "sign out": path("/accounts/logout/"),
    "sign in once more": path("/accounts/reauthenticate/"),
}
SECURITY = {
    "security": path("/accounts/2fa/"),
    # These ask who signed in a while ago for the password first.
    "e-mail address": path("/accounts/email/", own_title=False),
    "change password": path("/accounts/password/change/"),
    "authenticator app": path("/accounts/2fa/totp/activate/", own_title=False),
    "passkeys": path("/accounts/2fa/webauthn/", own_title=False),
    "a new passkey": path("/accounts/2fa/webauthn/add/", own_title=False),
}
CONSENT = {
    "consent": Shown(asking("new")),
    "consent of an administrator": Shown(asking("new"), person="admin", own_title=False),
    "consent of somebody in no team": Shown(asking("new"), person="charlie", own_title=False),
    "consent to change teams": Shown(asking("writer")),
    "consent to sign in": Shown(asking("writer", scope="profile:read")),
    "consent on this computer": Shown(asking("native")),
    "consent on this device": Shown(asking("device"), own_title=False),
    "consent to more": Shown(asking("more", scope="profile:read teams:write"), own_title=False),
    "consent again": Shown(asking("known", prompt="consent")),
    "sign in again": Shown(asking("known", prompt="login")),
    "error": Shown(asking("known", redirect_uri="https://app.example/other"), status=400),
    "out of date": Shown(lambda site: site.hub.url + OVER.format(site.writer.client_id), status=400),
    "unknown app": Shown(asking("known", client_id="nobody"), status=400),
}
CONNECTED = {
    "connected apps": path("/account/apps"),
    "no connected apps": path("/account/apps", person="charlie", own_title=False),
    "a connected app": path("/account/apps/{client_id}"),
    "remove an app": path("/account/apps/{client_id}/remove"),
    "it was not me": path("/account/apps/{client_id}/not-me"),
    "remove all apps": path("/account/apps/all/remove"),
    "removed apps": path("/account/apps/removed"),
}
WITHOUT_SCRIPTS = [*FOR_PEOPLE.values(), *CONSENT.values(), *CONNECTED.values()]
PAGES = {**FOR_PEOPLE, **FOR_DEVELOPERS, **SIGN_IN, **SECURITY, **CONSENT, **CONNECTED}
