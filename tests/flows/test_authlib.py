"""Authlib does the whole flow against the running Hub, by what the metadata says and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from authlib.integrations.base_client.errors import OAuthError

from tests.support import authlib_client, http_flow
from tests.support.app import App, Pkce
from tests.support.server import HubServer

ME, TEAMS = "/api/auth/me", "/api/user/teams"
AUTH_METHODS = ("client_secret_basic", "client_secret_post", "none")
by_every_method = pytest.mark.parametrize("auth_method", AUTH_METHODS)


@pytest.fixture(scope="module", autouse=True)
def people(hub: HubServer, tmp_path_factory: pytest.TempPathFactory) -> None:
    """alice owns two teams, bob is a member of both, charlie is in none."""
    hub.manage("hub_demo", "--folder", str(tmp_path_factory.mktemp("demo")))


@pytest.fixture(scope="module")
def confidential(hub: HubServer) -> App:
    return hub.create_app()


@pytest.fixture(scope="module")
def public(hub: HubServer) -> App:
    return hub.create_app("--public", redirect_uri="http://127.0.0.1/callback")


@pytest.fixture
def app(auth_method: str, confidential: App, public: App) -> App:
    return public if auth_method == "none" else confidential


def test_the_metadata_names_what_the_client_needs(hub: HubServer) -> None:
    metadata = authlib_client.metadata_of(hub)
    assert metadata["issuer"] == hub.url
    assert metadata["code_challenge_methods_supported"] == ["S256"]
    assert set(AUTH_METHODS) <= set(metadata["token_endpoint_auth_methods_supported"])


@by_every_method
def test_the_token_opens_profile_and_teams(hub: HubServer, app: App, auth_method: str) -> None:
    client = authlib_client.connect(hub, app, "bob", auth_method)
    assert client.token["token_type"] == "Bearer"
    assert client.token["scope"] == "profile:read teams:read"
    assert client.get(hub.url + ME).json()["display_name"] == "Bob Okafor"
    teams = client.get(hub.url + TEAMS).json()["results"]
    assert [(team["name"], team["role"]) for team in teams] == [("Design", "member"), ("Support", "member")]


@by_every_method
def test_a_refresh_changes_both_tokens_and_ends_the_old_access_token(
    hub: HubServer, app: App, auth_method: str
) -> None:
    client = authlib_client.connect(hub, app, "alice", auth_method)
    old = dict(client.token)
    client.refresh_token()
    assert client.token["access_token"] != old["access_token"]
    assert client.token["refresh_token"] != old["refresh_token"]
    assert client.get(hub.url + ME).status_code == 200
    assert http_flow.get(hub.url, ME, old["access_token"]).status_code == 401


@by_every_method
@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
def test_a_revocation_of_either_token_ends_both(hub: HubServer, app: App, auth_method: str, kind: str) -> None:
    client = authlib_client.connect(hub, app, "alice", auth_method)
    token = dict(client.token)
    answer = client.revoke_token(authlib_client.metadata_of(hub)["revocation_endpoint"], token[kind], kind)
    assert (answer.status_code, answer.json()) == (200, {})
    assert http_flow.get(hub.url, ME, token["access_token"]).status_code == 401
    with pytest.raises(OAuthError, match="invalid_grant"):
        client.refresh_token(refresh_token=token["refresh_token"])


@by_every_method
def test_another_verifier_is_refused_and_gets_nothing(hub: HubServer, app: App, auth_method: str) -> None:
    client, answer = authlib_client.client_of(hub, app, auth_method), authlib_client.ask(hub, app, "charlie")
    with pytest.raises(OAuthError, match="invalid_grant"):
        authlib_client.redeem(client, answer, Pkce.new().verifier)
    assert client.token is None


@pytest.mark.parametrize("auth_method", ["client_secret_basic", "client_secret_post"])
def test_a_wrong_secret_is_refused_and_gets_nothing(hub: HubServer, confidential: App, auth_method: str) -> None:
    wrong = replace(confidential, secret="hub_cs_wrong")
    client = authlib_client.client_of(hub, wrong, auth_method)
    answer = authlib_client.ask(hub, confidential, "charlie")
    with pytest.raises(OAuthError, match="invalid_client"):
        authlib_client.redeem(client, answer, confidential.pkce.verifier)
    assert client.token is None
