"""``/api/oauth/introspect`` (RFC 7662): a client learns about its own tokens, a resource server about all."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import ClientProfile
from tests.support import factories
from tests.support.answers import assert_not_stored, error_of, opens_api
from tests.support.app import App, Tokens
from tests.support.flow import code_for, connect, introspect, refresh, revoke
from tests.support.rows import nothing_changes, the_grant
from tests.support.time import age

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("I15")]

INACTIVE = {"active": False}


def test_a_client_learns_about_its_access_token(alice: User, web_app: App, tokens: Tokens) -> None:
    response = introspect(web_app, tokens["access_token"])
    expires = the_grant().access_expires_at
    assert response.status_code == 200
    assert response.json() == {
        "active": True,
        "scope": "profile:read teams:read",
        "client_id": web_app.client_id,
        "username": "alice",
        "sub": str(alice.pk),
        "iss": "http://127.0.0.1:8000",
        "aud": "http://127.0.0.1:8000",
        "exp": expires and int(expires.timestamp()),
        "token_type": "Bearer",
    }
    assert_not_stored(response)


def test_a_client_learns_about_its_refresh_token(web_app: App, tokens: Tokens) -> None:
    answer = introspect(web_app, tokens["refresh_token"]).json()
    assert answer["active"] is True
    assert answer["exp"] == int(the_grant().idle_expires_at.timestamp())
    assert "token_type" not in answer


def test_the_scope_is_what_the_token_can_do_now(web_app: App, tokens: Tokens) -> None:
    ClientProfile.objects.update(allowed_scopes="teams:read")
    assert introspect(web_app, tokens["access_token"]).json()["scope"] == "teams:read"


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
def test_another_client_learns_nothing(web_app: App, tokens: Tokens, name: str) -> None:
    token = tokens[name]  # type: ignore[literal-required]
    assert introspect(factories.web_app("Other"), token).json() == INACTIVE


def test_a_resource_server_learns_about_tokens_of_others(web_app: App, tokens: Tokens) -> None:
    resource_server = factories.web_app("Resource server", may_introspect=True)
    assert introspect(resource_server, tokens["access_token"]).json()["client_id"] == web_app.client_id


@pytest.mark.parametrize("token", ["x", "hub_at_x", "hub_rt_" + "A" * 65, "é" * 2000])
def test_garbage_is_inactive(web_app: App, tokens: Tokens, token: str) -> None:
    response = introspect(web_app, token)
    assert (response.status_code, response.json()) == (200, INACTIVE)


def test_a_code_is_inactive(alice: User, web_app: App) -> None:
    assert introspect(web_app, code_for(alice, web_app)).json() == INACTIVE


def test_the_handle_alone_is_inactive(web_app: App, tokens: Tokens) -> None:
    assert introspect(web_app, tokens["refresh_token"][:29] + "A" * 43).json() == INACTIVE


def test_an_expired_access_token_is_inactive(web_app: App, tokens: Tokens) -> None:
    age(the_grant(), hours=1)
    assert introspect(web_app, tokens["access_token"]).json() == INACTIVE
    assert introspect(web_app, tokens["refresh_token"]).json()["active"] is True


def test_an_idle_refresh_token_is_inactive(web_app: App, tokens: Tokens) -> None:
    age(the_grant(), days=30)
    assert introspect(web_app, tokens["refresh_token"]).json() == INACTIVE


def test_revoked_tokens_are_inactive(web_app: App, tokens: Tokens) -> None:
    revoke(web_app, tokens["access_token"])
    for token in tokens["access_token"], tokens["refresh_token"]:
        assert introspect(web_app, token).json() == INACTIVE


def test_superseded_tokens_are_inactive(web_app: App, tokens: Tokens) -> None:
    refresh(web_app, tokens["refresh_token"])
    for token in tokens["access_token"], tokens["refresh_token"]:
        assert introspect(web_app, token).json() == INACTIVE


def test_asking_changes_nothing(web_app: App, tokens: Tokens) -> None:
    superseded = tokens["refresh_token"]
    second: Tokens = refresh(web_app, superseded).json()
    with nothing_changes():
        for token in superseded, second["access_token"], second["refresh_token"]:
            introspect(web_app, token)
    assert opens_api(second)


def test_a_public_client_may_not_ask(alice: User, spa_app: App) -> None:
    """Anybody can call itself by a client_id."""
    assert error_of(introspect(spa_app, connect(alice, spa_app)["access_token"])) == (401, "invalid_client")


def test_the_token_is_required(web_app: App) -> None:
    assert error_of(introspect(web_app, "")) == (400, "invalid_request")
