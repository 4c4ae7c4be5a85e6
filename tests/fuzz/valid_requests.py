"""One valid request for each endpoint and way of asking, with credentials that are good."""

from __future__ import annotations

import requests

from tests.fuzz.wire import Request, pairs
from tests.support import http_flow
from tests.support.answers import ME, TEAMS
from tests.support.app import (
    AUTHORIZE,
    INTROSPECT,
    REVOKE,
    TOKEN,
    App,
    Tokens,
    authorize_params,
    redeem_params,
    refresh_params,
)
from tests.support.html import form_with
from tests.support.server import HubServer

PASSWORD = "correct horse battery staple"
APPS = "/account/apps"
ORIGIN = ((b"Origin", b"https://board.example"),)


def valid_requests(hub: HubServer, app: App) -> dict[str, Request]:
    """By name. app: a confidential one; a person is made, signs in and connects it."""
    hub.create_user("alice", PASSWORD)
    browser = http_flow.sign_in(hub.url, "alice", PASSWORD)
    cookie = header("Cookie", "; ".join(f"{name}={value}" for name, value in browser.cookies.items()))
    asked = authorize_params(app, prompt="consent") | {"resource": hub.url, "response_mode": "query"}
    return {
        "authorize, signed in": get(AUTHORIZE, asked, cookie),
        "authorize, a stranger": get(AUTHORIZE, asked),
        "consent form": post(AUTHORIZE, consent_form(http_flow.ask(browser, hub.url, asked).text), cookie),
        **of_apps(hub.url, app, browser),
        "connected apps": get(APPS, {"page": "1"}, cookie),
        "removing an app": post(f"{APPS}/{app.client_id}/remove", {"csrfmiddlewaretoken": "x" * 64}, cookie),
        "server metadata": get("/.well-known/oauth-authorization-server", {"x": "y"}, ORIGIN),
        "resource metadata": get("/.well-known/oauth-protected-resource", {"x": "y"}, ORIGIN),
        "preflight": Request(
            b"OPTIONS", TOKEN.encode(), headers=ORIGIN + header("Access-Control-Request-Method", "POST")
        ),
    }


def consent_form(page: str) -> dict[str, str]:
    """Valid but for a scope that was not on the page; else the first one sent would answer it for good."""
    return form_with(page, "request").fields | {"decision": "allow", "scope": "x"}


def of_apps(hub: str, app: App, browser: requests.Session) -> dict[str, Request]:
    """What apps send. Each with a grant of its own: what is done to one must not end another."""
    basic = header("Authorization", app.headers["Authorization"])
    secret = {"client_id": app.client_id, "client_secret": app.secret or ""}
    first, second, third, fourth = (http_flow.connect(browser, hub, app) for _ in range(4))
    codes = [http_flow.code_for(browser, hub, app) for _ in range(2)]
    bearer = header("Authorization", f"Bearer {first['access_token']}")
    refresh = refresh_params(app, second["refresh_token"], scope="profile:read", resource=hub)
    return {
        "redemption": post(TOKEN, redeem_params(app, codes[0]), basic),
        "redemption, secret in the body": post(TOKEN, redeem_params(app, codes[1]) | secret),
        "refresh": post(TOKEN, refresh, basic + ORIGIN),
        "revocation": post(REVOKE, about(third), basic),
        "introspection": post(INTROSPECT, about(fourth) | secret),
        "me": get(ME, {"x": "y"}, bearer + ORIGIN),
        "me, token in the URL": get(ME, {"access_token": first["access_token"]}),
        "teams": get(TEAMS, {"cursor": "cD0x", "page_size": "1"}, bearer),
    }


def about(tokens: Tokens) -> dict[str, str]:
    return {"token": tokens["refresh_token"], "token_type_hint": "refresh_token"}


def header(name: str, value: str) -> tuple[tuple[bytes, bytes], ...]:
    return ((name.encode(), value.encode()),)


def get(path: str, query: dict[str, str], headers: tuple[tuple[bytes, bytes], ...] = ()) -> Request:
    return Request(b"GET", path.encode(), query=pairs(**query), headers=headers)


def post(path: str, form: dict[str, str], headers: tuple[tuple[bytes, bytes], ...] = ()) -> Request:
    return Request(b"POST", path.encode(), form=pairs(**form), headers=headers)
