"""Secrets of a client in use: two at once, ended by hand or by time, their use marked to the hour."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest

from hub_oauth import clients, secrets
from hub_oauth.audit import SYSTEM
from hub_oauth.models import ClientSecret
from tests.support import factories
from tests.support.answers import error_of
from tests.support.app import REVOKE, TOKEN, App, Tokens
from tests.support.flow import post
from tests.support.forms import good_everywhere
from tests.support.rows import nothing_changes
from tests.support.time import age

pytestmark = pytest.mark.django_db

REFUSED = (401, "invalid_client")


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


def test_a_secret_of_another_client_is_none(web_app: App, tokens: Tokens) -> None:
    other = factories.web_app("Other")
    with nothing_changes():
        assert error_of(post(TOKEN, good_everywhere(tokens), basic(web_app.client_id, other.secret or ""))) == REFUSED


@pytest.mark.yardstick("G12")
def test_two_secrets_are_good_at_once_until_the_old_one_ends(web_app: App, tokens: Tokens) -> None:
    old, new = web_app.secret or "", secrets.create(clients.find(web_app.client_id), act=SYSTEM)
    assert post(REVOKE, {"token": "x"}, basic(web_app.client_id, old)).status_code == 200
    secrets.revoke(ClientSecret.objects.get(last_four=old[-4:]), act=SYSTEM)
    assert error_of(post(REVOKE, {"token": "x"}, basic(web_app.client_id, old))) == REFUSED
    assert post(REVOKE, {"token": "x"}, basic(web_app.client_id, new)).status_code == 200


@pytest.mark.yardstick("G12")
def test_the_old_secret_is_good_for_a_day_after_a_new_one(web_app: App) -> None:
    new = secrets.create(clients.find(web_app.client_id), act=SYSTEM)
    old = ClientSecret.objects.order_by("pk")[0]
    age(old, hours=23)
    assert post(REVOKE, {"token": "x"}, web_app.headers).status_code == 200
    age(old, hours=1)
    assert error_of(post(REVOKE, {"token": "x"}, web_app.headers)) == REFUSED
    assert post(REVOKE, {"token": "x"}, basic(web_app.client_id, new)).status_code == 200


@pytest.mark.yardstick("G12")
def test_a_secret_that_ends_sooner_is_not_prolonged(web_app: App) -> None:
    old = ClientSecret.objects.get()
    soon = old.created_at + timedelta(hours=1)
    ClientSecret.objects.update(expires_at=soon)
    secrets.create(clients.find(web_app.client_id), act=SYSTEM)
    old.refresh_from_db()
    assert old.expires_at == soon


def test_a_secret_ends_by_itself(web_app: App) -> None:
    secret = ClientSecret.objects.get()
    ClientSecret.objects.update(expires_at=secret.created_at)
    assert error_of(post(REVOKE, {"token": "x"}, web_app.headers)) == REFUSED


def test_the_last_use_of_a_secret_is_marked_to_the_hour(web_app: App) -> None:
    post(REVOKE, {"token": "x"}, web_app.headers)
    secret = ClientSecret.objects.get()
    age(secret, minutes=59)
    post(REVOKE, {"token": "x"}, web_app.headers)
    assert ClientSecret.objects.get().last_used_at == secret.last_used_at
    age(secret, minutes=2)
    post(REVOKE, {"token": "x"}, web_app.headers)
    assert ClientSecret.objects.get().last_used_at != secret.last_used_at
