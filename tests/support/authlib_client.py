"""Authlib against a HubServer: a client that nobody here wrote, and that finds its way by the metadata alone."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import requests
from authlib.integrations.requests_client import OAuth2Session

from tests.support import http_flow
from tests.support.app import App
from tests.support.server import HubServer

METADATA = "/.well-known/oauth-authorization-server"


def metadata_of(hub: HubServer) -> dict[str, Any]:
    """What the Hub publishes about itself (RFC 8414)."""
    found: dict[str, Any] = requests.get(hub.url + METADATA, timeout=http_flow.TIMEOUT).json()
    return found


def client_of(hub: HubServer, app: App, auth_method: str | None = None) -> OAuth2Session:
    """Authlib's client for a registered app. auth_method: as RFC 7591 §2 names them."""
    return OAuth2Session(
        app.client_id,
        app.secret,
        token_endpoint_auth_method=auth_method or ("client_secret_basic" if app.secret else "none"),
        redirect_uri=app.redirect_uri,
        scope=" ".join(app.scopes),
        code_challenge_method="S256",
        token_endpoint=metadata_of(hub)["token_endpoint"],
    )


@dataclass(frozen=True)
class Answer:
    """What a browser brought back to the client."""

    authorization_response: str
    state: str


def ask(hub: HubServer, app: App, username: str) -> Answer:
    """Have a person allow, who signs in with a password like alice-demo."""
    endpoint = metadata_of(hub)["authorization_endpoint"]
    # prompt: whoever allowed before is asked all the same.
    url, state = client_of(hub, app).create_authorization_url(
        endpoint, code_verifier=app.pkce.verifier, prompt="consent"
    )
    browser = http_flow.sign_in(hub.url, username, f"{username}-demo")
    page = browser.get(url, timeout=http_flow.TIMEOUT, allow_redirects=False)
    return Answer(http_flow.answer(browser, page).headers["Location"], state)


def connect(hub: HubServer, app: App, username: str, auth_method: str | None = None) -> OAuth2Session:
    """Authlib's client with the tokens of a person who allowed."""
    client = client_of(hub, app, auth_method)
    redeem(client, ask(hub, app, username), app.pkce.verifier)
    return client


def redeem(client: OAuth2Session, answer: Answer, verifier: str) -> None:
    """Raises Authlib's OAuthError with the error code of the Hub."""
    client.fetch_token(**asdict(answer), code_verifier=verifier)
