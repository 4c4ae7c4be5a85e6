"""A code for a pair of tokens (RFC 6749 §4.1.3, RFC 7636 §4.6)."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import Grant
from tests.support import factories
from tests.support.answers import assert_not_stored, error_of, opens_api
from tests.support.app import TOKEN, App, redeem_params
from tests.support.flow import code_for, connect, post, redeem
from tests.support.rows import events, nothing_changes, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db

REFUSED = (400, "invalid_grant")
OTHER_VERIFIER = "v" * 43


def test_a_code_gives_a_pair_of_tokens(alice: User, web_app: App) -> None:
    response = redeem(web_app, code_for(alice, web_app))
    assert response.status_code == 200
    tokens = response.json()
    assert tokens.keys() == {"access_token", "refresh_token", "token_type", "expires_in", "scope"}
    assert (tokens["token_type"], tokens["expires_in"], tokens["scope"]) == ("Bearer", 3600, "profile:read teams:read")
    assert tokens["access_token"].startswith("hub_at_")
    assert tokens["refresh_token"].startswith("hub_rt_")
    assert_not_stored(response)


def test_a_public_client_needs_no_secret(alice: User, spa_app: App) -> None:
    assert opens_api(connect(alice, spa_app))


def test_nothing_that_the_client_holds_is_kept(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    tokens = redeem(web_app, code).json()
    row = str(Grant.objects.values().get())
    assert not [secret for secret in (code, tokens["access_token"], tokens["refresh_token"]) if secret[10:] in row]


@pytest.mark.yardstick("C3")
def test_a_code_is_bound_to_its_client(alice: User, web_app: App) -> None:
    code, thief = code_for(alice, web_app), factories.web_app("Thief")
    with nothing_changes():
        assert error_of(redeem(thief, code, code_verifier=web_app.pkce.verifier)) == REFUSED
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("C4")
def test_a_code_lives_for_sixty_seconds(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    age(the_grant(), seconds=60)
    with nothing_changes():
        assert error_of(redeem(web_app, code)) == REFUSED


def test_a_code_is_good_for_most_of_a_minute(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    age(the_grant(), seconds=45)
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("G4")
@pytest.mark.parametrize("secret", [None, "", "hub_cs_wrong"])
def test_without_the_secret_the_code_is_untouched(alice: User, web_app: App, secret: str | None) -> None:
    code = code_for(alice, web_app)
    sent = redeem_params(web_app, code, client_id=web_app.client_id, client_secret=secret)
    with nothing_changes():
        assert error_of(post(TOKEN, sent, {})) == (401, "invalid_client")
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("C6")
@pytest.mark.parametrize("other", ["https://evil.example/callback", "https://app.example/second"])
def test_another_redirect_uri_is_refused_even_where_it_is_registered(alice: User, other: str) -> None:
    app = factories.web_app(redirect_uris=["https://app.example/callback", "https://app.example/second"])
    code = code_for(alice, app)
    with nothing_changes():
        assert error_of(redeem(app, code, redirect_uri=other)) == REFUSED


@pytest.mark.yardstick("C7")
def test_the_redirect_uri_may_be_left_out(alice: User, web_app: App) -> None:
    assert redeem(web_app, code_for(alice, web_app), redirect_uri=None).status_code == 200


@pytest.mark.yardstick("C13")
def test_an_unknown_code_is_refused(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    with nothing_changes():
        assert error_of(redeem(web_app, code[:-1] + ("A" if code[-1] != "A" else "B"))) == REFUSED


@pytest.mark.yardstick("B7")
def test_the_verifier_is_required(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    with nothing_changes():
        assert error_of(redeem(web_app, code, code_verifier=None)) == REFUSED


@pytest.mark.yardstick("B8")
@pytest.mark.parametrize("verifier", ["v", "v" * 42, "v" * 129, "v" * 5000, "v" * 42 + "!", "v" * 42 + "é"])
def test_a_malformed_verifier_is_refused_and_not_counted(alice: User, web_app: App, verifier: str) -> None:
    code = code_for(alice, web_app)
    with nothing_changes():
        assert error_of(redeem(web_app, code, code_verifier=verifier)) == REFUSED


@pytest.mark.yardstick("B9")
def test_four_wrong_verifiers_leave_the_code_to_the_right_one(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    for _ in range(4):
        assert error_of(redeem(web_app, code, code_verifier=OTHER_VERIFIER)) == REFUSED
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("B9")
def test_five_wrong_verifiers_burn_the_code(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    for _ in range(5):
        assert error_of(redeem(web_app, code, code_verifier=OTHER_VERIFIER)) == REFUSED
    assert the_grant().end_reason == Grant.End.VERIFIERS
    assert [event.reason for event in events("grant.ended")] == ["verifiers"]
    with nothing_changes():
        assert error_of(redeem(web_app, code)) == REFUSED


@pytest.mark.yardstick("F9")
def test_scope_is_ignored_here(alice: User, web_app: App) -> None:
    tokens = redeem(web_app, code_for(alice, web_app, scope="profile:read"), scope="profile:read teams:read").json()
    assert tokens["scope"] == "profile:read"


def test_a_resource_that_was_not_asked_for_is_refused(alice: User, web_app: App) -> None:
    """RFC 8707 §2.2."""
    code = code_for(alice, web_app)
    with nothing_changes():
        assert error_of(redeem(web_app, code, resource="https://other.example")) == (400, "invalid_target")
