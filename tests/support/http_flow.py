"""The same flow over sockets, against a HubServer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urljoin

import requests

from tests.support.app import (
    AUTHORIZE,
    REVOKE,
    TOKEN,
    App,
    Tokens,
    authorize_params,
    code_of,
    redeem_params,
    refresh_params,
    token_params,
)
from tests.support.html import form_with

SIGN_IN = "/accounts/login/"
TIMEOUT = 30


def sign_in(hub: str, username: str, password: str) -> requests.Session:
    """A browser of this person, signed in on the page (django-allauth's or django.contrib.auth's). hub: its origin."""
    browser = requests.Session()
    address = hub + SIGN_IN
    form = form_with(browser.get(address, timeout=TIMEOUT).text, "password")
    name = "login" if "login" in form.fields else "username"
    sent = {**form.fields, name: username, "password": password}
    response = browser.post(urljoin(address, form.action), sent, timeout=TIMEOUT, allow_redirects=False)
    assert response.is_redirect, f"{username} was not signed in: {response.status_code} {response.text}"
    return browser


def ask(browser: requests.Session, hub: str, params: dict[str, Any]) -> requests.Response:
    """What the authorization request is answered with: usually the consent page."""
    return browser.get(hub + AUTHORIZE, params=params, timeout=TIMEOUT, allow_redirects=False)


def answer(
    browser: requests.Session, page: requests.Response, decision: str = "allow", **extra: Any
) -> requests.Response:
    """Send the form of a consent page; threads may share the browser."""
    form = form_with(page.text, "request")
    sent = {**form.values, "decision": decision, **extra}
    cookies = browser.cookies.get_dict()
    return requests.post(urljoin(page.url, form.action), sent, cookies=cookies, timeout=TIMEOUT, allow_redirects=False)


def consent(
    browser: requests.Session, hub: str, params: dict[str, Any], decision: str = "allow", **extra: Any
) -> requests.Response:
    """Ask, then decide; gives what comes back, also where no page was shown and nothing was to decide."""
    page = ask(browser, hub, params)
    return answer(browser, page, decision, **extra) if page.status_code == 200 else page


def code_for(browser: requests.Session, hub: str, app: App, **over: str | None) -> str:
    """A code that the person of this browser allowed."""
    return code_of(consent(browser, hub, authorize_params(app, **over)))


def redeem(hub: str, app: App, code: str, **over: str | None) -> requests.Response:
    """Exchange a code; over: other parameters, None leaves one out."""
    return post_token(hub, app, redeem_params(app, code, **over))


def refresh(hub: str, app: App, refresh_token: str, **over: str | None) -> requests.Response:
    return post_token(hub, app, refresh_params(app, refresh_token, **over))


def revoke(hub: str, app: App, token: str) -> requests.Response:
    return requests.post(hub + REVOKE, token_params(app, token), headers=app.headers, timeout=TIMEOUT)


def post_token(hub: str, app: App, params: dict[str, str]) -> requests.Response:
    return requests.post(hub + TOKEN, params, headers=app.headers, timeout=TIMEOUT)


def connect(browser: requests.Session, hub: str, app: App, **over: str | None) -> Tokens:
    """The whole flow for the person of this browser."""
    response = redeem(hub, app, code_for(browser, hub, app, **over))
    assert response.status_code == 200, response.text
    tokens: Tokens = response.json()
    return tokens


def get(hub: str, path: str, access_token: str) -> requests.Response:
    """Ask the API with a bearer token."""
    return requests.get(hub + path, headers={"Authorization": f"Bearer {access_token}"}, timeout=TIMEOUT)
