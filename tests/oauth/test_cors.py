"""Pages on other origins (Fetch, CORS protocol): a client's own origins read its answers, nobody sends cookies."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import clients
from hub_oauth.audit import SYSTEM
from tests.support import factories
from tests.support.answers import ME, TEAMS
from tests.support.app import INTROSPECT, REVOKE, TOKEN, App, redeem_params, refresh_params, token_params
from tests.support.flow import code_for, connect, post

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("J10")]

OWN = "https://board.example"
OTHER = "https://other.example"
EVIL = "https://evil.example"
ALLOWED = "Access-Control-Allow-Origin"

MEMBERS = "/api/teams/1/members"
everywhere = pytest.mark.parametrize("path", [TOKEN, REVOKE, INTROSPECT, ME, TEAMS, MEMBERS, f"{MEMBERS}/bob"])


@pytest.fixture
def other_app(db: None) -> App:
    return factories.spa_app("Other", "https://other.example/callback", origins=[OTHER])


def preflight(path: str, origin: str, method: str = "POST") -> dict[str, str]:
    asked = {"Access-Control-Request-Method": method, "Access-Control-Request-Headers": "authorization,content-type"}
    response = Client().options(path, headers={"Origin": origin, **asked})
    assert response.status_code == 204
    assert not response.content
    return dict(response.headers)


def api(path: str, token: str, origin: str) -> dict[str, str]:
    return dict(Client().get(path, headers={"Origin": origin, "Authorization": f"Bearer {token}"}).headers)


def assert_shared(headers: dict[str, str], origin: str) -> None:
    assert headers[ALLOWED] == origin
    assert "Origin" in headers["Vary"]
    assert "Access-Control-Allow-Credentials" not in headers


def assert_kept(headers: dict[str, str]) -> None:
    assert not [name for name in headers if name.startswith("Access-Control")]
    assert "Origin" in headers["Vary"]


@everywhere
def test_a_preflight_from_a_registered_origin_is_answered(spa_app: App, path: str) -> None:
    headers = preflight(path, OWN)
    assert_shared(headers, OWN)
    assert {"authorization", "content-type"} <= set(headers["Access-Control-Allow-Headers"].lower().split(", "))
    assert ("POST" if path.startswith("/api/oauth/") else "GET") in headers["Access-Control-Allow-Methods"].split(", ")


def test_a_preflight_lists_what_changes_a_team(spa_app: App) -> None:
    for path, methods in ((MEMBERS, {"POST"}), (f"{MEMBERS}/bob", {"PATCH", "DELETE"})):
        headers = preflight(path, OWN, *methods & {"POST", "PATCH"})
        assert methods <= set(headers["Access-Control-Allow-Methods"].split(", "))
        assert {"If-Match", "If-None-Match", "Idempotency-Key"} <= set(
            headers["Access-Control-Allow-Headers"].split(", ")
        )


@pytest.mark.parametrize(
    "origin", [EVIL, "null", "https://board.example.evil.example", "https://board.exampl", "http://board.example", "*"]
)
@everywhere
def test_a_preflight_from_anywhere_else_is_not(spa_app: App, path: str, origin: str) -> None:
    assert_kept(preflight(path, origin))


def test_a_preflight_from_a_disabled_client_is_not(spa_app: App) -> None:
    clients.disable(clients.find(spa_app.client_id), act=SYSTEM)
    assert_kept(preflight(TOKEN, OWN))


def test_an_origin_may_belong_to_two_clients(spa_app: App) -> None:
    twin = factories.spa_app("Twin")
    clients.disable(clients.find(twin.client_id), act=SYSTEM)
    assert_shared(preflight(TOKEN, OWN), OWN)


def test_the_whole_flow_is_readable_from_the_clients_own_origin(alice: User, spa_app: App) -> None:
    origin = {"Origin": OWN}
    answer = post(TOKEN, redeem_params(spa_app, code_for(alice, spa_app)), origin)
    assert_shared(dict(answer.headers), OWN)
    answer = post(TOKEN, refresh_params(spa_app, answer.json()["refresh_token"]), origin)
    assert_shared(dict(answer.headers), OWN)
    for path in ME, TEAMS:
        assert_shared(api(path, answer.json()["access_token"], OWN), OWN)
    answer = post(REVOKE, token_params(spa_app, answer.json()["refresh_token"]), origin)
    assert_shared(dict(answer.headers), OWN)


@pytest.mark.parametrize("origin", [EVIL, OTHER, OWN[:-1], OWN.removeprefix("https://")])
def test_an_answer_to_a_client_is_for_its_own_origins_alone(
    alice: User, spa_app: App, other_app: App, origin: str
) -> None:
    token = connect(alice, spa_app)["access_token"]
    for path in ME, TEAMS:
        assert_kept(api(path, token, origin))
    assert_kept(dict(post(REVOKE, token_params(spa_app, "x"), {"Origin": origin}).headers))


@pytest.mark.parametrize("path", [TOKEN, REVOKE])
def test_a_refusal_is_readable_too(spa_app: App, other_app: App, path: str) -> None:
    refused = {"client_id": spa_app.client_id, "grant_type": "refresh_token", "refresh_token": "x"}
    response = post(path, refused, {"Origin": OWN})
    assert response.status_code == 400
    assert_shared(dict(response.headers), OWN)
    assert_kept(dict(post(path, refused, {"Origin": OTHER}).headers))


def test_a_refusal_that_knows_no_client_is_readable_for_registered_origins(spa_app: App) -> None:
    for origin in ({"Origin": OWN}, {"Origin": EVIL}):
        response = post(TOKEN, {"client_id": "nobody", "grant_type": "refresh_token", "refresh_token": "x"}, origin)
        assert response.status_code == 401
        assert response.headers.get(ALLOWED) == (OWN if origin["Origin"] == OWN else None)


def test_refusals_of_the_api_are_readable(alice: User, spa_app: App) -> None:
    narrow = connect(alice, spa_app, "profile:read")["access_token"]
    for path, token in ((ME, "hub_at_unknown"), (TEAMS, narrow), (ME, "two words")):
        headers = api(path, token, OWN)
        assert_shared(headers, OWN)
        assert "WWW-Authenticate" in headers["Access-Control-Expose-Headers"]


def test_without_an_origin_nothing_is_added(alice: User, spa_app: App) -> None:
    token = connect(alice, spa_app)["access_token"]
    assert_kept(dict(Client().get(ME, headers={"Authorization": f"Bearer {token}"}).headers))
