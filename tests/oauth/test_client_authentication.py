"""How a client proves itself at token, revoke and introspect (RFC 6749 §2.3, §5.2)."""

from __future__ import annotations

import base64
from urllib.parse import quote_plus

import pytest
from django.contrib.auth.models import User

from hub_oauth import clients
from hub_oauth.audit import SYSTEM
from tests.support.answers import error_of
from tests.support.app import INTROSPECT, REVOKE, TOKEN, App, Parameters, Tokens
from tests.support.flow import connect, post, refresh
from tests.support.forms import good_everywhere, in_body
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.django_db

REFUSED = (401, "invalid_client")
AMBIGUOUS = (400, "invalid_request")
everywhere = pytest.mark.parametrize("path", [TOKEN, REVOKE, INTROSPECT])


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@everywhere
def test_the_secret_may_come_in_the_header(web_app: App, tokens: Tokens, path: str) -> None:
    assert post(path, good_everywhere(tokens), web_app.headers).status_code == 200


@everywhere
def test_the_secret_may_come_in_the_body(web_app: App, tokens: Tokens, path: str) -> None:
    assert post(path, good_everywhere(tokens, **in_body(web_app)), {}).status_code == 200


def test_the_header_is_form_encoded_inside(web_app: App, tokens: Tokens) -> None:
    """RFC 6749 §2.3.1: id and secret are form-encoded before they go into Basic."""
    encoded = quote_plus(web_app.client_id).replace("a", "%61"), quote_plus(web_app.secret or "").replace("_", "%5F")
    assert post(TOKEN, good_everywhere(tokens), basic(*encoded)).status_code == 200


@pytest.mark.yardstick("G1")
@pytest.mark.parametrize("in_header", ["right", "hub_cs_wrong"])
@everywhere
def test_two_ways_at_once_are_refused(web_app: App, tokens: Tokens, path: str, in_header: str) -> None:
    header = web_app.headers if in_header == "right" else basic(web_app.client_id, in_header)
    with nothing_changes():
        assert error_of(post(path, good_everywhere(tokens, **in_body(web_app)), header)) == AMBIGUOUS


def test_the_header_and_another_client_id_are_refused(web_app: App, tokens: Tokens) -> None:
    with nothing_changes():
        assert error_of(post(TOKEN, good_everywhere(tokens, client_id="other"), web_app.headers)) == AMBIGUOUS


@pytest.mark.yardstick("G3")
@pytest.mark.parametrize("name", ["client_id", "client_secret"])
@everywhere
def test_credentials_in_the_url_are_refused(web_app: App, tokens: Tokens, path: str, name: str) -> None:
    with nothing_changes():
        answer = error_of(post(f"{path}?{name}={in_body(web_app)[name]}", good_everywhere(tokens), web_app.headers))
    assert answer == AMBIGUOUS


@pytest.mark.yardstick("G4")
@pytest.mark.yardstick("G6")
@pytest.mark.parametrize("given", [{}, {"client_secret": ""}, {"client_secret": "hub_cs_wrong"}])
@everywhere
def test_a_confidential_client_shows_its_secret(web_app: App, tokens: Tokens, path: str, given: Parameters) -> None:
    with nothing_changes():
        assert error_of(post(path, good_everywhere(tokens, client_id=web_app.client_id, **given), {})) == REFUSED
    assert refresh(web_app, tokens["refresh_token"]).status_code == 200


@pytest.mark.yardstick("G5")
@pytest.mark.parametrize("path", [TOKEN, REVOKE])
def test_a_public_client_shows_none(alice: User, spa_app: App, path: str) -> None:
    sent = good_everywhere(connect(alice, spa_app), client_id=spa_app.client_id, client_secret="hub_cs_any")
    with nothing_changes():
        assert error_of(post(path, sent, {})) == REFUSED


def test_an_empty_secret_is_none(alice: User, spa_app: App) -> None:
    """RFC 6749 §3.2: empty is omitted."""
    sent = good_everywhere(connect(alice, spa_app), client_id=spa_app.client_id, client_secret="")
    assert post(TOKEN, sent, {}).status_code == 200


@pytest.mark.yardstick("G8")
@pytest.mark.parametrize(
    "credentials", ["Basic ???", "Basic", "Bearer x", "Basic " + base64.b64encode(b"x:y").decode()]
)
@everywhere
def test_the_challenge_is_basic(web_app: App, tokens: Tokens, path: str, credentials: str) -> None:
    response = post(path, good_everywhere(tokens), {"Authorization": credentials})
    assert error_of(response) == REFUSED
    assert response.headers["WWW-Authenticate"] == 'Basic realm="hub", charset="UTF-8"'


@pytest.mark.yardstick("I15", "I16")
@everywhere
def test_a_request_names_its_client(tokens: Tokens, path: str) -> None:
    with nothing_changes():
        response = post(path, good_everywhere(tokens), {})
    assert error_of(response) == REFUSED
    assert response.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.yardstick("G13")
@everywhere
def test_a_disabled_client_is_refused(web_app: App, tokens: Tokens, path: str) -> None:
    clients.disable(clients.find(web_app.client_id), act=SYSTEM)
    with nothing_changes():
        assert error_of(post(path, good_everywhere(tokens), web_app.headers)) == REFUSED


@pytest.mark.yardstick("G14")
@pytest.mark.parametrize(
    "grant_type",
    [
        "password",
        "client_credentials",
        "implicit",
        "REFRESH_TOKEN",
        "urn:ietf:params:oauth:grant-type:jwt-bearer",
        "urn:ietf:params:oauth:grant-type:device_code",
    ],
)
def test_no_other_grant_type_is_offered(web_app: App, tokens: Tokens, grant_type: str) -> None:
    with nothing_changes():
        answer = error_of(post(TOKEN, good_everywhere(tokens, grant_type=grant_type), web_app.headers))
    assert answer == (400, "unsupported_grant_type")


def test_the_grant_type_is_required(web_app: App, tokens: Tokens) -> None:
    assert error_of(post(TOKEN, good_everywhere(tokens, grant_type=""), web_app.headers)) == AMBIGUOUS
