"""Refresh, rules 2 to 4: what the predecessor of the current refresh token is still good for."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import ClientProfile, Grant
from hub_oauth.protocol import tokens as made
from tests.support.answers import TEAMS, call, error_of, opens_api
from tests.support.app import App, Tokens
from tests.support.flow import connect, introspect, refresh
from tests.support.rows import events, nothing_changes, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db

REFUSED = (400, "invalid_grant")


@pytest.fixture
def first(alice: User, web_app: App) -> Tokens:
    return connect(alice, web_app)


@pytest.fixture
def second(web_app: App, first: Tokens) -> Tokens:
    """What first was rotated into."""
    return refreshed(web_app, first)


def refreshed(app: App, tokens: Tokens, **over: str | None) -> Tokens:
    response = refresh(app, tokens["refresh_token"], **over)
    assert response.status_code == 200, response.content
    pair: Tokens = response.json()
    return pair


def assert_ended_for_reuse(app: App, tokens: Tokens) -> None:
    """The grant was live before, presenting this token ended it, and that is kept."""
    assert the_grant().ended_at is None
    assert error_of(refresh(app, tokens["refresh_token"])) == REFUSED
    assert the_grant().end_reason == Grant.End.REUSE
    assert [event.outcome for event in events("token.reuse_detected")] == ["refused"]


def test_inside_the_window_the_identical_pair_comes_and_nothing_is_written(
    web_app: App, first: Tokens, second: Tokens
) -> None:
    age(the_grant(), seconds=5)
    with nothing_changes():
        assert [refreshed(web_app, first) for _ in range(3)] == [second] * 3
    assert opens_api(second)


def test_inside_the_window_it_does_not_matter_whether_the_successor_was_used(
    web_app: App, first: Tokens, second: Tokens
) -> None:
    assert opens_api(second)
    with nothing_changes():
        assert refreshed(web_app, first) == second


def test_naming_all_scopes_is_the_same_request_as_naming_none(web_app: App, first: Tokens, second: Tokens) -> None:
    assert refreshed(web_app, first, scope="teams:read profile:read") == second


def test_a_narrowed_refresh_is_repeated_as_narrow(web_app: App, first: Tokens) -> None:
    narrow = refreshed(web_app, first, scope="teams:read")
    assert refreshed(web_app, first, scope="teams:read") == narrow


def test_inside_the_window_another_scope_is_another_request_and_so_reuse(
    web_app: App, first: Tokens, second: Tokens
) -> None:
    assert error_of(refresh(web_app, first["refresh_token"], scope="teams:read")) == REFUSED
    assert the_grant().end_reason == Grant.End.REUSE


def test_the_window_belongs_to_the_last_rotation_alone(web_app: App, first: Tokens, second: Tokens) -> None:
    refreshed(web_app, second)
    assert_ended_for_reuse(web_app, first)


def test_later_a_successor_that_nobody_used_is_replaced(web_app: App, first: Tokens, second: Tokens) -> None:
    age(the_grant(), seconds=11)
    third = refreshed(web_app, first)
    assert not {third["access_token"], third["refresh_token"]} & {second["access_token"], second["refresh_token"]}
    assert opens_api(third)
    assert not opens_api(second)
    assert refreshed(web_app, third)


def test_a_replacement_does_not_renew_the_window(web_app: App, first: Tokens, second: Tokens) -> None:
    age(the_grant(), seconds=11)
    before = the_grant()
    third = refreshed(web_app, first)
    assert (the_grant().rotated_at, the_grant().generation) == (before.rotated_at, before.generation)
    assert refreshed(web_app, first) != third


def test_a_replacement_is_kept_in_the_audit(web_app: App, first: Tokens, second: Tokens) -> None:
    age(the_grant(), seconds=11)
    refreshed(web_app, first)
    assert events("token.refreshed")[-1].details["replaced_unused"] is True


def test_a_replacement_may_have_another_scope(web_app: App, first: Tokens, second: Tokens) -> None:
    age(the_grant(), seconds=11)
    assert refreshed(web_app, first, scope="teams:read")["scope"] == "teams:read"


def test_the_replaced_refresh_token_is_a_stranger_from_then_on(web_app: App, first: Tokens, second: Tokens) -> None:
    age(the_grant(), seconds=11)
    refreshed(web_app, first)
    assert_ended_for_reuse(web_app, second)


def test_an_unused_successor_is_replaced_for_a_day_from_the_rotation(
    web_app: App, first: Tokens, second: Tokens
) -> None:
    age(the_grant(), hours=23)
    refreshed(web_app, first)
    age(the_grant(), hours=1)
    assert_ended_for_reuse(web_app, first)


@pytest.mark.yardstick("H1")
def test_later_a_successor_whose_access_token_was_used_ends_the_grant(
    web_app: App, first: Tokens, second: Tokens
) -> None:
    assert opens_api(second)
    age(the_grant(), seconds=11)
    assert_ended_for_reuse(web_app, first)
    assert not opens_api(second)


def test_a_use_that_was_refused_for_its_scope_is_a_use(web_app: App, first: Tokens) -> None:
    narrow = refreshed(web_app, first, scope="profile:read")
    assert call(TEAMS, narrow["access_token"]).status_code == 403
    age(the_grant(), seconds=11)
    assert_ended_for_reuse(web_app, first)


def test_a_replacement_that_was_used_is_not_replaced_again(web_app: App, first: Tokens, second: Tokens) -> None:
    age(the_grant(), seconds=11)
    assert opens_api(refreshed(web_app, first))
    assert_ended_for_reuse(web_app, first)


def test_introspection_is_not_a_use(web_app: App, first: Tokens, second: Tokens) -> None:
    for token in (second["access_token"], second["refresh_token"]):
        assert introspect(web_app, token).json()["active"] is True
    age(the_grant(), seconds=11)
    assert opens_api(refreshed(web_app, first))


@pytest.mark.yardstick("H1")
def test_a_token_before_the_predecessor_ends_the_grant(web_app: App, first: Tokens, second: Tokens) -> None:
    third = refreshed(web_app, second)
    age(the_grant(), days=2)
    assert_ended_for_reuse(web_app, first)
    assert not opens_api(third)
    assert error_of(refresh(web_app, third["refresh_token"])) == REFUSED


def test_any_other_secret_beside_the_handle_ends_the_grant(web_app: App, first: Tokens) -> None:
    handle = first["refresh_token"][:29]
    forged: Tokens = {**first, "refresh_token": handle + made.new_refresh_token().secret}
    assert_ended_for_reuse(web_app, forged)


def test_reuse_is_told_once(web_app: App, first: Tokens, second: Tokens) -> None:
    refreshed(web_app, second)
    assert_ended_for_reuse(web_app, first)
    with nothing_changes():
        assert error_of(refresh(web_app, first["refresh_token"])) == REFUSED


def test_without_the_first_switch_a_retry_gets_a_replacement(web_app: App, first: Tokens, second: Tokens) -> None:
    ClientProfile.objects.update(retry_identical=False)
    third = refreshed(web_app, first)
    assert third != second
    assert opens_api(third)


def test_without_the_second_switch_nothing_is_replaced(web_app: App, first: Tokens, second: Tokens) -> None:
    ClientProfile.objects.update(retry_unused=False)
    assert refreshed(web_app, first) == second
    age(the_grant(), seconds=11)
    assert_ended_for_reuse(web_app, first)


def test_without_both_switches_a_predecessor_ends_the_grant_at_once(
    web_app: App, first: Tokens, second: Tokens
) -> None:
    ClientProfile.objects.update(retry_identical=False, retry_unused=False)
    assert_ended_for_reuse(web_app, first)
