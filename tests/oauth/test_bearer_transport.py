"""How a token travels to the API (RFC 6750 §2): in the Authorization header, in one word, and in no other way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support.answers import ME, TEAMS
from tests.support.app import Tokens
from tests.support.flow import FORM, signed_in
from tests.support.rows import nothing_changes

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

METADATA = 'resource_metadata="http://127.0.0.1:8000/.well-known/oauth-protected-resource"'
INVALID_TOKEN = (
    'Bearer realm="hub", error="invalid_token", '
    f'error_description="The access token is unknown, expired or revoked.", {METADATA}'
)
both = pytest.mark.parametrize("path", [ME, TEAMS])


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


def test_the_scheme_is_read_in_any_case(tokens: Tokens) -> None:
    assert send(ME, f"bEARER {tokens['access_token']}").status_code == 200


def test_any_accept_header_gets_json(tokens: Tokens) -> None:
    assert send(ME, f"Bearer {tokens['access_token']}", Accept="text/html;q=x, ,").status_code == 200


@pytest.mark.yardstick("I1")
@both
def test_a_token_in_the_url_is_refused_and_not_used(tokens: Tokens, path: str) -> None:
    with nothing_changes():
        response = Client().get(path, {"access_token": tokens["access_token"]})
    assert (response.status_code, problem(response)["code"]) == (400, "invalid_request")
    assert 'error="invalid_request"' in response.headers["WWW-Authenticate"]


@pytest.mark.yardstick("I2")
@both
def test_a_token_in_the_body_is_none(tokens: Tokens, path: str) -> None:
    with nothing_changes():
        for content_type in (FORM, "application/json"):
            body = f"access_token={tokens['access_token']}"
            assert Client().post(path, body, content_type=content_type).status_code == 401
            assert Client().generic("GET", path, body, content_type=content_type).status_code == 401


@pytest.mark.parametrize("credentials", ["", " ", " a b", " a,Bearer b", " é", ' "x"', " a=b", " ,"])
@both
def test_what_is_not_one_token_is_malformed(db: None, path: str, credentials: str) -> None:
    response = send(path, "Bearer" + credentials)
    assert (response.status_code, problem(response)["code"]) == (400, "invalid_request")
    assert 'error="invalid_request"' in response.headers["WWW-Authenticate"]


@pytest.mark.parametrize("authorization", ["Basic eDp5", "hub_at_x", "", "Digest x", "Token x"])
def test_another_scheme_is_no_token(db: None, authorization: str) -> None:
    assert problem(send(ME, authorization))["code"] == "token_missing"


@pytest.mark.yardstick("I13")
@both
def test_a_session_is_no_token(alice: User, path: str) -> None:
    assert signed_in(alice).get(path).status_code == 401


@pytest.mark.yardstick("I13")
@both
def test_a_session_from_another_origin_reads_nothing(alice: User, path: str) -> None:
    response = signed_in(alice).get(path, headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 401
    assert not [name for name in response.headers if name.startswith("Access-Control")]


@pytest.mark.yardstick("I13")
def test_a_bad_token_does_not_fall_back_to_the_session(alice: User) -> None:
    assert signed_in(alice).get(ME, headers={"Authorization": "Bearer x"}).status_code == 401


@pytest.mark.yardstick("J6")
@both
def test_a_thousand_parameters_are_too_many(tokens: Tokens, path: str) -> None:
    response = send(f"{path}?{'&'.join(['a'] * 1001)}", f"Bearer {tokens['access_token']}")
    assert (response.status_code, problem(response)["code"]) == (400, "invalid_request")
    assert 'error="invalid_request"' in response.headers["WWW-Authenticate"]
