"""Refresh, rules 2 to 4: what the predecessor of the current refresh token is still good for."""

from __future__ import annotations

import pytest

from hub_oauth.models import ClientProfile, Grant
from hub_oauth.protocol import tokens as made
from tests.support.answers import error_of, opens_api
from tests.support.app import App, Tokens
from tests.support.flow import refresh, refreshed
from tests.support.reuse import assert_ended_for_reuse
from tests.support.rows import nothing_changes, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db

REFUSED = (400, "invalid_grant")


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


def test_without_both_switches_a_predecessor_ends_the_grant_at_once(
    web_app: App, first: Tokens, second: Tokens
) -> None:
    ClientProfile.objects.update(retry_identical=False, retry_unused=False)
    assert_ended_for_reuse(web_app, first)
