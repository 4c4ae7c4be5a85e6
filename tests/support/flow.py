"""The flow inside the process, over Django's test client."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urljoin

from django.contrib.auth.models import User
from django.test import Client

from tests.support.app import (
    AUTHORIZE,
    INTROSPECT,
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

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

FORM: Final = "application/x-www-form-urlencoded"


def signed_in(user: User) -> Client:
    """A browser of this person; it holds to CSRF as a real one must."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(user)
    return browser


def ask(browser: Client, params: dict[str, Any]) -> Response:
    """What the authorization request is answered with: usually the consent page."""
    return browser.get(AUTHORIZE, params)


def answer(browser: Client, page: Response, decision: str = "allow", **extra: Any) -> Response:
    """Send the form of a consent page; extra: more fields, or others (a list repeats one)."""
    form = form_with(page.content.decode(), "request")
    return browser.post(urljoin(AUTHORIZE, form.action), {**form.values, "decision": decision, **extra})


def consent(browser: Client, params: dict[str, Any], decision: str = "allow", **extra: Any) -> Response:
    """Ask, then decide; gives what comes back, also where no page was shown and nothing was to decide."""
    page = ask(browser, params)
    return answer(browser, page, decision, **extra) if page.status_code == 200 else page


def code_for(user: User, app: App, **over: str | None) -> str:
    """A code that this person allowed."""
    return code_of(consent(signed_in(user), authorize_params(app, **over)))


def redeem(app: App, code: str, **over: str | None) -> Response:
    """Exchange a code; over: other parameters, None leaves one out."""
    return post_token(app, redeem_params(app, code, **over))


def refresh(app: App, refresh_token: str, **over: str | None) -> Response:
    return post_token(app, refresh_params(app, refresh_token, **over))


def refreshed(app: App, tokens: Tokens, **over: str | None) -> Tokens:
    """The pair that an accepted refresh gives."""
    response = refresh(app, tokens["refresh_token"], **over)
    assert response.status_code == 200, response.content
    pair: Tokens = response.json()
    return pair


def post_token(app: App, params: dict[str, str]) -> Response:
    return post(TOKEN, params, app.headers)


def revoke(app: App, token: str, **over: str | None) -> Response:
    return post(REVOKE, token_params(app, token, **over), app.headers)


def introspect(app: App, token: str, **over: str | None) -> Response:
    return post(INTROSPECT, token_params(app, token, **over), app.headers)


def post(path: str, params: dict[str, str], headers: Mapping[str, str]) -> Response:
    """Send a form to one of the endpoints for clients."""
    return post_raw(path, urlencode(params).encode(), headers)


def post_raw(path: str, body: bytes, headers: Mapping[str, str], content_type: str = FORM) -> Response:
    return Client().generic("POST", path, body, content_type, headers=dict(headers))


def connect(user: User, app: App, scopes: str | None = None) -> Tokens:
    """The whole flow; scopes: space-separated, by default all of the app's."""
    response = redeem(app, code_for(user, app, scope=scopes or " ".join(app.scopes)))
    assert response.status_code == 200, response.content
    tokens: Tokens = response.json()
    return tokens
