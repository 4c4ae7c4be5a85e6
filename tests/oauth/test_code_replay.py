"""A code that comes twice (RFC 6749 §4.1.2): a valid second redemption ends the grant, an invalid one nothing."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import Grant
from tests.support import factories
from tests.support.answers import error_of, opens_api
from tests.support.app import App, Tokens, redeem_params
from tests.support.flow import code_for, post_token, redeem, refresh
from tests.support.rows import events, nothing_changes, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db

REFUSED = (400, "invalid_grant")


@pytest.fixture
def code(alice: User, web_app: App) -> str:
    return code_for(alice, web_app)


@pytest.fixture
def tokens(web_app: App, code: str) -> Tokens:
    pair: Tokens = redeem(web_app, code).json()
    return pair


@pytest.mark.yardstick("C1")
def test_a_replay_ends_the_grant_and_all_its_tokens(web_app: App, code: str, tokens: Tokens) -> None:
    assert opens_api(tokens)
    assert error_of(redeem(web_app, code)) == REFUSED
    assert the_grant().end_reason == Grant.End.REPLAY
    assert not opens_api(tokens)
    assert error_of(refresh(web_app, tokens["refresh_token"])) == REFUSED


@pytest.mark.yardstick("C1")
def test_a_replay_ends_the_grant_however_late(web_app: App, code: str, tokens: Tokens) -> None:
    age(the_grant(), days=20)
    assert error_of(redeem(web_app, code)) == REFUSED
    assert the_grant().end_reason == Grant.End.REPLAY


@pytest.mark.yardstick("C1")
def test_a_replay_ends_the_tokens_of_later_refreshes_too(web_app: App, code: str, tokens: Tokens) -> None:
    later: Tokens = refresh(web_app, tokens["refresh_token"]).json()
    redeem(web_app, code)
    assert not opens_api(later)


@pytest.mark.yardstick("C1", "C5")
def test_a_replay_is_told_once_in_the_audit(web_app: App, code: str, tokens: Tokens) -> None:
    for _ in range(3):
        assert error_of(redeem(web_app, code)) == REFUSED
    (event,) = events("token.replay_detected")
    assert event.outcome == "refused"
    assert event.reason.startswith("redeemed twice, ")


@pytest.mark.yardstick("C2")
def test_a_replay_with_a_wrong_verifier_changes_nothing(web_app: App, code: str, tokens: Tokens) -> None:
    for _ in range(5):
        with nothing_changes():
            assert error_of(redeem(web_app, code, code_verifier="v" * 43)) == REFUSED
    assert opens_api(tokens)


@pytest.mark.yardstick("C2")
def test_a_replay_by_another_client_changes_nothing(web_app: App, code: str, tokens: Tokens) -> None:
    other = factories.web_app("Other")
    with nothing_changes():
        assert error_of(redeem(other, code, code_verifier=web_app.pkce.verifier)) == REFUSED
    assert opens_api(tokens)


@pytest.mark.yardstick("C2")
def test_a_replay_without_client_authentication_changes_nothing(web_app: App, code: str, tokens: Tokens) -> None:
    unproven = App(web_app.client_id, web_app.redirect_uri, None, web_app.scopes, web_app.pkce)
    with nothing_changes():
        assert error_of(post_token(unproven, redeem_params(unproven, code))) == (401, "invalid_client")
    assert opens_api(tokens)


@pytest.mark.yardstick("C2")
def test_a_replay_with_another_redirect_uri_changes_nothing(web_app: App, code: str, tokens: Tokens) -> None:
    with nothing_changes():
        assert error_of(redeem(web_app, code, redirect_uri="https://evil.example/")) == REFUSED
    assert opens_api(tokens)


def test_a_replay_after_the_end_keeps_the_reason_of_the_end(web_app: App, code: str, tokens: Tokens) -> None:
    Grant.objects.update(ended_at=the_grant().spent_at, end_reason=Grant.End.REVOKED)
    with nothing_changes():
        assert error_of(redeem(web_app, code)) == REFUSED
