"""Refresh, rule 1: both tokens are replaced (RFC 6749 §6, RFC 9700 §4.14.2). What is refused first changes nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import Grant
from tests.support import factories
from tests.support.answers import assert_not_stored, error_of, opens_api
from tests.support.app import App, Tokens
from tests.support.flow import connect, refresh, refreshed, revoke
from tests.support.rows import nothing_changes, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db

REFUSED = (400, "invalid_grant")


def test_a_refresh_gives_a_new_pair(web_app: App, first: Tokens) -> None:
    response = refresh(web_app, first["refresh_token"])
    assert response.status_code == 200
    assert_not_stored(response)
    second = response.json()
    assert second.keys() == first.keys()
    assert (second["token_type"], second["expires_in"], second["scope"]) == ("Bearer", 3600, first["scope"])
    assert not {second["access_token"], second["refresh_token"]} & {first["access_token"], first["refresh_token"]}
    assert opens_api(second)


def test_the_old_access_token_dies_with_the_refresh(web_app: App, first: Tokens) -> None:
    assert opens_api(first)
    refreshed(web_app, first)
    assert not opens_api(first)


def test_refreshing_goes_on_and_makes_no_rows(web_app: App, first: Tokens) -> None:
    pair = first
    for _ in range(3):
        pair = refreshed(web_app, pair)
    assert opens_api(pair)
    assert the_grant().generation == 3


def test_a_public_client_refreshes_without_a_secret(alice: User, native_app: App) -> None:
    assert opens_api(refreshed(native_app, connect(alice, native_app)))


def test_no_token_is_kept(web_app: App, first: Tokens) -> None:
    second = refreshed(web_app, first)
    kept = str(Grant.objects.values().get())
    for token in (first["refresh_token"], second["access_token"], second["refresh_token"]):
        assert token[7:] not in kept
        assert token[7:29] not in kept  # the handle


@pytest.mark.yardstick("F6")
def test_scope_narrows_for_one_access_token_only(web_app: App, first: Tokens) -> None:
    narrow = refreshed(web_app, first, scope="teams:read")
    assert narrow["scope"] == "teams:read"
    assert the_grant().scopes == "profile:read teams:read"
    assert refreshed(web_app, narrow)["scope"] == "profile:read teams:read"


@pytest.mark.yardstick("F5")
def test_a_wider_scope_is_refused_and_the_token_stays_good(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app, "profile:read")
    with nothing_changes():
        answer = error_of(refresh(web_app, tokens["refresh_token"], scope="profile:read teams:read"))
    assert answer == (400, "invalid_scope")
    assert opens_api(refreshed(web_app, tokens))


def test_a_malformed_scope_is_refused(web_app: App, first: Tokens) -> None:
    with nothing_changes():
        assert error_of(refresh(web_app, first["refresh_token"], scope='profile:read"')) == (400, "invalid_scope")


def test_another_resource_is_refused(web_app: App, first: Tokens) -> None:
    with nothing_changes():
        answer = error_of(refresh(web_app, first["refresh_token"], resource="https://other.example"))
    assert answer == (400, "invalid_target")


def test_another_client_gets_nothing(web_app: App, first: Tokens) -> None:
    thief = factories.web_app("Thief")
    with nothing_changes():
        assert error_of(refresh(thief, first["refresh_token"])) == REFUSED
    assert opens_api(refreshed(web_app, first))


@pytest.mark.parametrize("token", ["x", "hub_rt_", "hub_rt_" + "a" * 64, "hub_rt_" + "a" * 65, "hub_rt_" + "é" * 65])
def test_an_unknown_token_is_refused(web_app: App, first: Tokens, token: str) -> None:
    with nothing_changes():
        assert error_of(refresh(web_app, token)) == REFUSED


def test_an_access_token_is_no_refresh_token(web_app: App, first: Tokens) -> None:
    with nothing_changes():
        assert error_of(refresh(web_app, first["access_token"])) == REFUSED


@pytest.mark.yardstick("H5")
def test_a_revoked_token_is_refused(web_app: App, first: Tokens) -> None:
    revoke(web_app, first["refresh_token"])
    with nothing_changes():
        assert error_of(refresh(web_app, first["refresh_token"])) == REFUSED


@pytest.mark.yardstick("H8")
def test_thirty_days_without_use_end_it(web_app: App, first: Tokens) -> None:
    age(the_grant(), days=30)
    with nothing_changes():
        assert error_of(refresh(web_app, first["refresh_token"])) == REFUSED


@pytest.mark.yardstick("H8")
def test_however_often_it_is_used_it_ends_after_half_a_year(web_app: App, first: Tokens) -> None:
    pair = first
    for _ in range(6):
        age(the_grant(), days=29)
        pair = refreshed(web_app, pair)
    age(the_grant(), days=6)
    with nothing_changes():
        assert error_of(refresh(web_app, pair["refresh_token"])) == REFUSED


def test_the_last_access_token_does_not_outlive_the_half_year(web_app: App, first: Tokens) -> None:
    grant = the_grant()
    Grant.objects.update(idle_expires_at=grant.absolute_expires_at)
    age(grant, days=179, hours=23, minutes=50)
    assert refreshed(web_app, first)["expires_in"] <= 600
