"""A host with django-cors-headers: its middleware answers every preflight, so it must know the Hub's."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient, Client
from django.utils.asyncio import async_unsafe

from hub_oauth import clients
from tests.support import flow
from tests.support.app import App, redeem_params
from tests.support.factories import spa_app as make_spa_app
from tests.support.registry import disable

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response
    from pytest_django.fixtures import DjangoAssertNumQueries, Settings

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.host.urls")]

BOARD = "https://board.example"
WALL = "https://wall.example"
FOR_TOKENS = ["/api/oauth/token", "/api/oauth/revoke", "/api/auth/me", "/api/user/teams", "/own"]
ALLOWED = "Access-Control-Allow-Origin"


@pytest.fixture(autouse=True)
def host(settings: Settings) -> None:
    settings.INSTALLED_APPS = [*settings.INSTALLED_APPS, "corsheaders"]
    settings.MIDDLEWARE = ["corsheaders.middleware.CorsMiddleware", *settings.MIDDLEWARE]


def preflight(where: str, origin: str) -> Response:
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization,content-type"}
    return Client().options(where, headers={"Origin": origin, **asked})


@pytest.mark.parametrize("where", FOR_TOKENS)
def test_preflight_of_a_clients_origin_passes(where: str, spa_app: App) -> None:
    response = preflight(where, BOARD)

    assert response.headers[ALLOWED] == BOARD
    assert {"authorization", "content-type"} <= set(response.headers["Access-Control-Allow-Headers"].split(", "))


@pytest.mark.parametrize("where", FOR_TOKENS)
def test_preflight_of_another_origin_does_not(where: str, spa_app: App) -> None:
    assert ALLOWED not in preflight(where, WALL).headers


def test_preflight_of_a_disabled_client_does_not(spa_app: App) -> None:
    disable(spa_app)

    assert ALLOWED not in preflight("/api/oauth/token", BOARD).headers


@pytest.mark.parametrize("where", ["/", "/api/oauth/authorize", "/account/apps", "/reports/", "/nothing-here"])
def test_preflight_elsewhere_stays_the_hosts(
    where: str, spa_app: App, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        assert ALLOWED not in preflight(where, BOARD).headers


def test_answer_goes_to_the_clients_own_page(spa_app: App, alice: User) -> None:
    token = flow.connect(alice, spa_app)["access_token"]

    response = Client().get("/api/auth/me", headers={"Origin": BOARD, "Authorization": f"Bearer {token}"})

    assert response.status_code == HTTPStatus.OK
    assert response.headers[ALLOWED] == BOARD


def test_answer_goes_to_no_other_clients_page(spa_app: App, alice: User) -> None:
    make_spa_app("Acme Wall", f"{WALL}/callback", origins=[WALL])
    token = flow.connect(alice, spa_app)["access_token"]

    response = Client().get("/api/auth/me", headers={"Origin": WALL, "Authorization": f"Bearer {token}"})

    assert ALLOWED not in response.headers


def test_error_goes_to_the_clients_own_page(spa_app: App) -> None:
    response = Client().post("/api/oauth/token", redeem_params(spa_app, "wrong"), headers={"Origin": BOARD})

    assert response.headers[ALLOWED] == BOARD


def test_nothing_comes_with_cookies(spa_app: App) -> None:
    assert "Access-Control-Allow-Credentials" not in preflight("/api/auth/me", BOARD).headers


def test_preflight_passes_under_asgi(monkeypatch: pytest.MonkeyPatch) -> None:
    # Refused in an event loop as a query is; without one, for SQLite in memory is never closed in another thread.
    monkeypatch.setattr(clients, "origin_is_registered", async_unsafe(lambda origin: origin == BOARD))
    asked = {"Origin": BOARD, "Access-Control-Request-Method": "POST"}

    response = async_to_sync(AsyncClient().options)("/api/oauth/token", headers=asked)

    assert response.headers[ALLOWED] == BOARD
