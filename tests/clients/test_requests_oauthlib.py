"""requests-oauthlib: the session that refreshes by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from oauthlib.oauth2.rfc6749.errors import InvalidGrantError
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

from tests.clients.person import Person
from tests.support import authlib_client, http_flow
from tests.support.app import App
from tests.support.server import HubServer


@pytest.fixture(autouse=True)
def http_is_enough_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library asks for https; the Hub of the tests is on this very machine."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")


@pytest.fixture(params=["web", "native"])
def app(request: pytest.FixtureRequest, web_app: App, command_line: App) -> App:
    return web_app if request.param == "web" else command_line


@pytest.fixture
def metadata(demo: HubServer) -> dict[str, Any]:
    return authlib_client.metadata_of(demo)


@pytest.fixture
def session(app: App, metadata: dict[str, Any], alice: Person) -> OAuth2Session:
    """Connected as alice."""
    session = OAuth2Session(
        app.client_id, redirect_uri=app.redirect_uri, scope=list(app.scopes), pkce="S256", **refreshing(app, metadata)
    )
    url, _ = session.authorization_url(metadata["authorization_endpoint"], prompt="consent")
    answer = alice.allow(url)
    session.fetch_token(metadata["token_endpoint"], authorization_response=answer, **identity(app))
    return session


def refreshing(app: App, metadata: dict[str, Any]) -> dict[str, Any]:
    """What lets the session refresh by itself; a public client names itself, a web app sends its secret too."""
    named = {"client_id": app.client_id, **({"client_secret": app.secret} if app.secret else {})}
    return {
        "auto_refresh_url": metadata["token_endpoint"],
        "auto_refresh_kwargs": named,
        "token_updater": lambda token: None,
    }


def identity(app: App) -> dict[str, Any]:
    return {"auth": HTTPBasicAuth(app.client_id, app.secret)} if app.secret else {"include_client_id": True}


def test_it_gets_profile_and_teams(demo: HubServer, session: OAuth2Session) -> None:
    assert session.get(f"{demo.url}/api/auth/me").json()["display_name"] == "Alice Silva"
    assert len(session.get(f"{demo.url}/api/user/teams").json()["results"]) == 2


def test_a_token_that_expired_is_refreshed_on_the_way(
    demo: HubServer, session: OAuth2Session, opens: Callable[[str], bool]
) -> None:
    old = session.token["access_token"]
    session.token = {**session.token, "expires_in": -1, "expires_at": 1}
    assert session.get(f"{demo.url}/api/auth/me").status_code == 200
    assert session.token["access_token"] != old
    assert not opens(old)


def test_a_revocation_ends_it(
    metadata: dict[str, Any], app: App, session: OAuth2Session, opens: Callable[[str], bool]
) -> None:
    sent = {"token": session.token["refresh_token"], **app.identity}
    answer = requests.post(metadata["revocation_endpoint"], sent, headers=app.headers, timeout=http_flow.TIMEOUT)
    assert (answer.status_code, answer.json()) == (200, {})
    assert not opens(session.token["access_token"])
    with pytest.raises(InvalidGrantError):
        session.refresh_token(metadata["token_endpoint"], **session.auto_refresh_kwargs)
