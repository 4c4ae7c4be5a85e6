"""``GET /api/auth/me``: who the token speaks for."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from tests.support import factories
from tests.support.answers import ME, call
from tests.support.app import App
from tests.support.flow import connect

pytestmark = pytest.mark.django_db


def test_it_says_who_the_person_is(alice: User, web_app: App) -> None:
    response = call(ME, connect(alice, web_app)["access_token"])
    assert response.status_code == 200
    assert response.json() == {
        "id": str(alice.pk),
        "username": "alice",
        "email": "alice@example.org",
        "display_name": "Alice Silva",
    }


def test_every_token_speaks_for_its_own_person(alice: User, bob: User, web_app: App) -> None:
    tokens = {name: connect(user, web_app) for name, user in (("alice", alice), ("bob", bob))}
    for name, pair in tokens.items():
        assert call(ME, pair["access_token"]).json()["username"] == name


def test_without_a_full_name_it_is_the_username(web_app: App) -> None:
    person = factories.UserFactory.create(username="dora", email="")
    answer = call(ME, connect(person, web_app)["access_token"]).json()
    assert (answer["display_name"], answer["email"]) == ("dora", "")


def test_a_name_in_any_script_comes_as_it_is(alice: User, web_app: App) -> None:
    User.objects.update(first_name="Ålice", last_name="シルバ")
    assert call(ME, connect(alice, web_app)["access_token"]).json()["display_name"] == "Ålice シルバ"


def test_a_host_says_what_the_display_name_is(alice: User, web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "DISPLAY_NAME": f"{__name__}.shouted"}
    assert call(ME, connect(alice, web_app)["access_token"]).json()["display_name"] == "ALICE"


def shouted(user: User) -> str:
    return user.get_username().upper()


def test_it_needs_the_profile_scope(alice: User, web_app: App) -> None:
    response = call(ME, connect(alice, web_app, "teams:read")["access_token"])
    assert (response.status_code, response.json()["required_scopes"]) == (403, ["profile:read"])
    assert "alice" not in response.content.decode()
