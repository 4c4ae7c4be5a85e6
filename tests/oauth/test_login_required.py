"""A host with Django's LoginRequiredMiddleware: what asks for no session must work without one."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support import flow
from tests.support.app import App, answer_of, authorize_params

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def host(settings: Settings) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, "django.contrib.auth.middleware.LoginRequiredMiddleware"]


def test_whole_flow_works(spa_app: App, alice: User) -> None:
    tokens = flow.refresh(spa_app, flow.connect(alice, spa_app)["refresh_token"]).json()

    me = Client().get("/api/auth/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})

    assert me.json()["username"] == "alice"


@pytest.mark.parametrize("where", ["/api/oauth/token", "/api/oauth/revoke", "/api/oauth/introspect"])
def test_client_is_answered_in_its_own_terms(where: str) -> None:
    assert Client().post(where).headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("document", ["oauth-authorization-server", "oauth-protected-resource"])
def test_metadata_is_public(document: str) -> None:
    assert Client().get(f"/.well-known/{document}").status_code == HTTPStatus.OK


def test_missing_token_is_a_401() -> None:
    assert Client().get("/api/auth/me").status_code == HTTPStatus.UNAUTHORIZED


def test_unknown_client_is_refused_before_sign_in(web_app: App) -> None:
    response = flow.ask(Client(), authorize_params(web_app, client_id="unknown"))

    assert response.status_code == HTTPStatus.BAD_REQUEST


def test_silence_is_answered_at_once(web_app: App) -> None:
    response = flow.ask(Client(), authorize_params(web_app, prompt="none"))

    assert answer_of(response)["error"] == "login_required"


def test_stranger_is_sent_to_sign_in(web_app: App) -> None:
    assert flow.ask(Client(), authorize_params(web_app)).headers["Location"].startswith("/login?next=")


def test_connected_apps_still_need_a_person() -> None:
    assert Client().get("/account/apps").headers["Location"].startswith("/login?next=")
