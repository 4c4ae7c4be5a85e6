"""Tokens at the API (RFC 6750): one way to send them, one answer to every bad one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.test import Client

from hub_oauth import clients
from hub_oauth.audit import SYSTEM
from hub_oauth.models import Grant
from tests.support.answers import ME, TEAMS, call
from tests.support.app import App, Tokens
from tests.support.flow import code_for, connect, post_token, refresh, revoke
from tests.support.rows import nothing_changes, the_grant
from tests.support.time import age

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

METADATA = 'resource_metadata="http://127.0.0.1:8000/.well-known/oauth-protected-resource"'
SCOPE_OF = {ME: "profile:read", TEAMS: "teams:read"}
both = pytest.mark.parametrize("path", [ME, TEAMS])


def invalid_token(path: str) -> str:
    """The challenge for a token that is not good there."""
    said = "The access token is unknown, expired or revoked."
    start = f'Bearer realm="hub", error="invalid_token", error_description="{said}"'
    return f'{start}, scope="{SCOPE_OF[path]}", {METADATA}'


def problem(response: Response) -> dict[str, Any]:
    """The body of a refusal without its reference, which is another each time (RFC 9457)."""
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers
    body: dict[str, Any] = response.json()
    assert body.pop("reference")
    assert body["status"] == response.status_code
    return body


def send(path: str, authorization: str, **more: str) -> Response:
    return Client().get(path, headers={"Authorization": authorization, **more})


@both
def test_a_good_token_is_answered(tokens: Tokens, path: str) -> None:
    response = call(path, tokens["access_token"])
    assert response.status_code == 200
    assert (response.headers["Content-Type"], response.headers["Cache-Control"]) == ("application/json", "no-store")
    assert "Set-Cookie" not in response.headers


@pytest.mark.yardstick("I5")
@both
def test_without_a_token_the_challenge_has_no_error(db: None, path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, problem(response)["code"]) == (401, "token_missing")
    assert response.headers["WWW-Authenticate"] == f'Bearer realm="hub", scope="{SCOPE_OF[path]}", {METADATA}'


@pytest.mark.yardstick("I6")
def test_unknown_expired_and_revoked_look_the_same(alice: User, web_app: App) -> None:
    expired, revoked = connect(alice, web_app), connect(alice, web_app)
    age(Grant.objects.order_by("pk")[0], hours=1)
    revoke(web_app, revoked["access_token"])
    answers = [call(ME, token) for token in ("hub_at_x", expired["access_token"], revoked["access_token"])]
    assert {answer.headers["WWW-Authenticate"] for answer in answers} == {invalid_token(ME)}
    assert [answer.status_code for answer in answers] == [401] * 3
    assert problem(answers[0]) == problem(answers[1]) == problem(answers[2])


def test_a_token_that_was_used_dies_with_its_grant(web_app: App, tokens: Tokens) -> None:
    assert call(ME, tokens["access_token"]).status_code == 200
    revoke(web_app, tokens["refresh_token"])
    assert call(ME, tokens["access_token"]).status_code == 401


def test_an_access_token_lives_for_an_hour(tokens: Tokens) -> None:
    age(the_grant(), minutes=59)
    assert call(ME, tokens["access_token"]).status_code == 200
    age(the_grant(), minutes=1)
    assert call(ME, tokens["access_token"]).status_code == 401


def test_nothing_else_that_the_client_holds_opens_the_api(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    tokens = connect(alice, web_app)
    for token in (code, tokens["refresh_token"], web_app.secret or "", web_app.client_id):
        assert call(ME, token).status_code == 401


@pytest.mark.yardstick("I7")
def test_a_missing_scope_is_named(alice: User, web_app: App) -> None:
    response = call(TEAMS, connect(alice, web_app, "profile:read")["access_token"])
    assert response.status_code == 403
    assert response.headers["WWW-Authenticate"] == (
        'Bearer realm="hub", error="insufficient_scope", error_description="This needs the permission teams:read.", '
        f'scope="teams:read", {METADATA}'
    )
    body = problem(response)
    assert (body["code"], body["required_scopes"], body["granted_scopes"]) == (
        "insufficient_scope",
        ["teams:read"],
        ["profile:read"],
    )


@pytest.mark.yardstick("I9")
def test_a_disabled_client_has_no_token(web_app: App, tokens: Tokens) -> None:
    clients.disable(clients.find(web_app.client_id), act=SYSTEM)
    assert call(ME, tokens["access_token"]).headers["WWW-Authenticate"] == invalid_token(ME)


@pytest.mark.yardstick("I10")
def test_a_stopped_person_has_no_token(alice: User, tokens: Tokens) -> None:
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert call(ME, tokens["access_token"]).headers["WWW-Authenticate"] == invalid_token(ME)


@pytest.mark.yardstick("I11")
def test_no_token_is_of_no_person(web_app: App, tokens: Tokens) -> None:
    """A client gets none for itself (client_credentials), and no row of a token is without its person."""
    with nothing_changes():
        assert post_token(web_app, {"grant_type": "client_credentials"}).status_code == 400
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.update(user=None)


@pytest.mark.yardstick("I11")
@pytest.mark.parametrize("path", [ME, TEAMS])
def test_a_token_of_a_person_deleted_meanwhile(alice: User, tokens: Tokens, path: str) -> None:
    User.objects.all().delete()
    assert call(path, tokens["access_token"]).headers["WWW-Authenticate"] == invalid_token(path)


@pytest.mark.yardstick("I12")
def test_a_token_for_another_resource_is_none_here(tokens: Tokens) -> None:
    Grant.objects.update(resource="http://127.0.0.1:8000/reports")
    assert call(ME, tokens["access_token"]).headers["WWW-Authenticate"] == invalid_token(ME)
    Grant.objects.update(resource="http://127.0.0.1:8000")
    assert call(ME, tokens["access_token"]).status_code == 200


@both
def test_other_methods_are_refused(tokens: Tokens, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        headers = {"Authorization": f"Bearer {tokens['access_token']}"}
        response = Client().generic(method, path, headers=headers)
        assert (response.status_code, response.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@both
def test_what_a_path_takes_is_all_that_options_says(tokens: Tokens, path: str) -> None:
    response = Client().options(path, headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_first_use_is_marked_once(web_app: App, tokens: Tokens) -> None:
    assert the_grant().access_first_used_at is None
    call(ME, tokens["access_token"])
    first = the_grant().access_first_used_at
    assert first is not None
    call(ME, tokens["access_token"])
    assert the_grant().access_first_used_at == first
    refresh(web_app, tokens["refresh_token"])
    assert the_grant().access_first_used_at is None
