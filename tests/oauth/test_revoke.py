"""``/api/oauth/revoke`` (RFC 7009): either token takes the grant with it, and the answer never tells."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import Grant
from tests.support import factories
from tests.support.answers import assert_not_stored, error_of, opens_api
from tests.support.app import App, Tokens
from tests.support.flow import code_for, connect, refresh, revoke
from tests.support.rows import events, nothing_changes, the_grant
from tests.support.time import age

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("I16")]


def assert_all_is_over(app: App, tokens: Tokens) -> None:
    assert the_grant().end_reason == Grant.End.REVOKED
    assert not opens_api(tokens)
    assert error_of(refresh(app, tokens["refresh_token"])) == (400, "invalid_grant")


@pytest.mark.parametrize("name", ["access_token", "refresh_token"])
def test_either_token_ends_both(web_app: App, tokens: Tokens, name: str) -> None:
    response = revoke(web_app, tokens[name])  # type: ignore[literal-required]
    assert (response.status_code, response.json()) == (200, {})
    assert_not_stored(response)
    assert_all_is_over(web_app, tokens)


def test_a_public_client_revokes_by_its_name(alice: User, spa_app: App) -> None:
    tokens = connect(alice, spa_app)
    assert revoke(spa_app, tokens["access_token"]).status_code == 200
    assert_all_is_over(spa_app, tokens)


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "something_else"])
def test_a_wrong_hint_does_not_matter(web_app: App, tokens: Tokens, hint: str) -> None:
    assert revoke(web_app, tokens["refresh_token"], token_type_hint=hint).status_code == 200
    assert_all_is_over(web_app, tokens)


def test_another_client_gets_the_same_answer_and_ends_nothing(web_app: App, tokens: Tokens) -> None:
    other = factories.web_app("Other")
    for token in tokens["access_token"], tokens["refresh_token"]:
        with nothing_changes():
            response = revoke(other, token)
        assert (response.status_code, response.json()) == (200, {})
    assert opens_api(tokens)


@pytest.mark.parametrize("token", ["x", "hub_at_x", "hub_rt_" + "A" * 65, "é" * 2000])
def test_an_unknown_token_gets_the_same_answer(web_app: App, tokens: Tokens, token: str) -> None:
    with nothing_changes():
        response = revoke(web_app, token)
    assert (response.status_code, response.json()) == (200, {})


def test_the_handle_alone_ends_nothing(web_app: App, tokens: Tokens) -> None:
    with nothing_changes():
        assert revoke(web_app, tokens["refresh_token"][:29] + "A" * 43).status_code == 200


def test_a_code_is_no_token(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    with nothing_changes():
        assert revoke(web_app, code).status_code == 200


def test_a_superseded_token_still_names_the_grant(web_app: App, tokens: Tokens) -> None:
    """The client lost the last answer; it means this grant all the same, and that is no reuse."""
    second: Tokens = refresh(web_app, tokens["refresh_token"]).json()
    revoke(web_app, tokens["refresh_token"])
    assert_all_is_over(web_app, second)


def test_an_expired_access_token_still_names_the_grant(web_app: App, tokens: Tokens) -> None:
    age(the_grant(), hours=2)
    revoke(web_app, tokens["access_token"])
    assert_all_is_over(web_app, tokens)


@pytest.mark.yardstick("H5")
def test_after_it_even_the_retry_window_is_shut(web_app: App, tokens: Tokens) -> None:
    second: Tokens = refresh(web_app, tokens["refresh_token"]).json()
    revoke(web_app, second["access_token"])
    with nothing_changes():
        assert error_of(refresh(web_app, tokens["refresh_token"])) == (400, "invalid_grant")


def test_revoking_twice_is_one_act(web_app: App, tokens: Tokens) -> None:
    for _ in range(2):
        assert revoke(web_app, tokens["refresh_token"]).status_code == 200
    assert len(events("token.revoked")) == 1


def test_other_grants_of_the_same_person_stay(alice: User, web_app: App, tokens: Tokens) -> None:
    other = connect(alice, web_app)
    revoke(web_app, tokens["refresh_token"])
    assert opens_api(other)


def test_the_token_is_required(web_app: App) -> None:
    assert error_of(revoke(web_app, "")) == (400, "invalid_request")
