"""Refresh, rule 3: a successor that nobody used gives way to another, for a day and without a new window."""

from __future__ import annotations

import pytest

from hub_oauth.models import ClientProfile
from tests.support.answers import TEAMS, call, opens_api
from tests.support.app import App, Tokens
from tests.support.flow import introspect, refreshed
from tests.support.reuse import assert_ended_for_reuse
from tests.support.rows import events, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db

REFUSED = (400, "invalid_grant")


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


def test_a_use_of_the_predecessor_is_none_of_the_successor(web_app: App, first: Tokens) -> None:
    assert opens_api(first)
    refreshed(web_app, first)
    age(the_grant(), seconds=11)
    assert opens_api(refreshed(web_app, first))


def test_introspection_is_not_a_use(web_app: App, first: Tokens, second: Tokens) -> None:
    for token in (second["access_token"], second["refresh_token"]):
        assert introspect(web_app, token).json()["active"] is True
    age(the_grant(), seconds=11)
    assert opens_api(refreshed(web_app, first))


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


def test_a_replacement_leaves_no_answer_to_repeat(web_app: App, first: Tokens, second: Tokens) -> None:
    ClientProfile.objects.update(retry_identical=False)
    third = refreshed(web_app, first)
    ClientProfile.objects.update(retry_identical=True)
    fourth = refreshed(web_app, first)
    assert fourth not in (second, third)
    assert opens_api(fourth)
