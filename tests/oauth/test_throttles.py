"""Limits: 429 in the endpoint's own format with the time to come back, and nothing done."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client

from hub_oauth import throttles
from hub_oauth.checks.databases import cache_has_its_table
from hub_oauth.errors import Refusal
from hub_oauth.tallies import KEPT, Rate
from tests.support.answers import ME, call, error_of
from tests.support.app import TOKEN, App, Tokens, authorize_params, code_of, redeem_params
from tests.support.flow import (
    FORM,
    ask,
    code_for,
    consent,
    introspect,
    post,
    post_token,
    redeem,
    refresh,
    refreshed,
    revoke,
    signed_in,
)
from tests.support.refusals import assert_nothing_issued
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.django_db

THROTTLED = (429, "temporarily_unavailable")
MOMENT = 1_800_000_020  # twenty seconds into a minute
ELSEWHERE = "203.0.113.9"


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything a test tries falls into one window."""
    monkeypatch.setattr("hub_oauth.tallies.now", lambda: MOMENT)


@pytest.fixture
def limit(settings: LazySettings) -> Any:
    def limit(name: str, rate: str | None) -> None:
        settings.HUB_OAUTH = {**settings.HUB_OAUTH, "THROTTLES": {name: rate}}

    return limit


def post_from(address: str, app: App, params: dict[str, str], secret: str) -> Any:
    body = urlencode({**params, "client_id": app.client_id, "client_secret": secret})
    return Client(REMOTE_ADDR=address).generic("POST", TOKEN, body, FORM)


@pytest.mark.yardstick("L10")
def test_60_token_requests_a_minute_for_one_person_and_app(web_app: App, tokens: Tokens) -> None:
    for _ in range(59):  # and one that redeemed the code
        tokens = refreshed(web_app, tokens)
    with nothing_changes():
        response = refresh(web_app, tokens["refresh_token"])
    assert error_of(response) == THROTTLED
    assert response.headers["Retry-After"] == "40"


def test_the_next_minute_begins_anew(web_app: App, tokens: Tokens, limit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limit("token.user", "1/m")
    assert error_of(refresh(web_app, tokens["refresh_token"])) == THROTTLED
    monkeypatch.setattr("hub_oauth.tallies.now", lambda: MOMENT + 40)
    assert refresh(web_app, tokens["refresh_token"]).status_code == 200


def test_a_limit_that_was_met_stays_met_and_costs_no_cache(limit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    limit("token.user", "1/m")
    assert [throttles.admits("token.user", "x") for _ in range(2)] == [True, False]
    cache.clear()
    assert not throttles.admits("token.user", "x")
    assert throttles.admits("token.user", "y")
    monkeypatch.setattr("hub_oauth.tallies.now", lambda: MOMENT + 40)
    assert throttles.admits("token.user", "x")


def test_of_limits_that_were_met_not_too_many_are_kept() -> None:
    for number in range(2 * KEPT):
        throttles.met.keep(str(number), Rate(1, 60))
    assert len(throttles.met.known) <= KEPT


def test_other_people_and_other_apps_have_limits_of_their_own(
    alice: User, bob: User, web_app: App, spa_app: App, limit: Any
) -> None:
    limit("token.user", "1/m")
    for user in (alice, bob):
        for app in (web_app, spa_app):
            assert redeem(app, code_for(user, app)).status_code == 200


def test_a_code_that_came_too_often_is_still_good(alice: User, web_app: App, limit: Any) -> None:
    code = code_for(alice, web_app)
    limit("token.user", "1/m")
    redeem(web_app, code, redirect_uri="https://app.example/other")
    assert error_of(redeem(web_app, code)) == THROTTLED
    limit("token.user", None)
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("G9")
def test_ten_wrong_secrets_a_minute(alice: User, web_app: App) -> None:
    params = redeem_params(web_app, code_for(alice, web_app))
    answers = [error_of(post_from(ELSEWHERE, web_app, params, "hub_cs_wrong")) for _ in range(100)]
    assert answers == [(401, "invalid_client")] * 10 + [THROTTLED] * 90


@pytest.mark.yardstick("G9")
def test_a_guesser_locks_nobody_out(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    for _ in range(20):
        post_from("127.0.0.1", web_app, redeem_params(web_app, code), "hub_cs_wrong")
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("G9")
def test_clients_that_nobody_knows_are_counted_by_address(db: None, limit: Any) -> None:
    limit("credentials.address", "3/m")
    answers = [error_of(post(TOKEN, {"grant_type": "refresh_token", "client_id": f"c{n}"}, {})) for n in range(4)]
    assert answers == [(401, "invalid_client")] * 3 + [THROTTLED]


@pytest.mark.yardstick("C13")
def test_guessed_codes_are_counted(web_app: App, limit: Any) -> None:
    limit("token.refused", "3/m")
    answers = [error_of(redeem(web_app, f"hub_ac_{number}")) for number in range(4)]
    assert answers == [(400, "invalid_grant")] * 3 + [THROTTLED]


def test_revocations_are_counted(web_app: App, tokens: Tokens, limit: Any) -> None:
    limit("revoke.client", "1/m")
    revoke(web_app, "unknown")
    with nothing_changes():
        assert error_of(revoke(web_app, tokens["access_token"])) == THROTTLED


def test_introspections_are_counted(web_app: App, tokens: Tokens, limit: Any) -> None:
    limit("introspect.client", "1/m")
    introspect(web_app, tokens["access_token"])
    assert error_of(introspect(web_app, tokens["access_token"])) == THROTTLED


@pytest.mark.parametrize("name", ["authorize.user", "authorize.address"])
def test_the_consent_page_comes_so_often(name: str, alice: User, web_app: App, limit: Any) -> None:
    limit(name, "1/m")
    browser = signed_in(alice)
    assert ask(browser, authorize_params(web_app)).status_code == 200
    response = ask(browser, authorize_params(web_app))
    assert (response.status_code, response.headers["Retry-After"]) == (429, "40")
    assert "Location" not in response.headers
    assert "Too many tries. Wait 40 seconds." in response.content.decode()
    assert_nothing_issued()


def test_the_answer_counts_too(alice: User, web_app: App, limit: Any) -> None:
    limit("authorize.user", "1/m")
    assert consent(signed_in(alice), authorize_params(web_app)).status_code == 429
    assert_nothing_issued()


def test_the_api_answers_so_often_for_one_person_and_app(bob: User, web_app: App, tokens: Tokens, limit: Any) -> None:
    limit("api.user", "1/m")
    others = post_token(web_app, redeem_params(web_app, code_for(bob, web_app))).json()
    assert call(ME, tokens["access_token"]).status_code == 200
    response = call(ME, tokens["access_token"])
    assert (response.status_code, response.json()["code"]) == (429, "throttled")
    assert 40 <= int(response.headers["Retry-After"]) <= 41
    assert "WWW-Authenticate" not in response.headers
    assert call(ME, others["access_token"]).status_code == 200


def test_bad_tokens_are_counted_and_hold_up_no_good_one(tokens: Tokens, limit: Any) -> None:
    limit("api.address", "1/m")
    assert [call(ME, "hub_at_wrong").status_code for _ in range(3)] == [401, 429, 429]
    assert call(ME, tokens["access_token"]).status_code == 200


def test_a_limit_can_be_off(alice: User, web_app: App, limit: Any) -> None:
    limit("authorize.user", None)
    browser = signed_in(alice)
    assert {ask(browser, authorize_params(web_app)).status_code for _ in range(61)} == {200}


def test_without_its_cache_the_hub_goes_on(
    alice: User, web_app: App, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError("no cache")

    monkeypatch.setattr(cache, "incr", fail)
    assert redeem(web_app, code_of(consent(signed_in(alice), authorize_params(web_app)))).status_code == 200
    assert "limits are not counted" in caplog.text


@pytest.mark.parametrize("written", ["", "60", "60/", "/m", "0/m", "-1/m", "60/m ", "1.5/m", "60/minute", "٣/m/m"])
def test_what_is_no_rate(written: str) -> None:
    with pytest.raises(ValueError, match="is not a rate"):
        throttles.rate_of(written)


def test_the_refusal_says_when(limit: Any) -> None:
    limit("token.user", "1/h")
    throttles.hit("token.user", "x")
    with pytest.raises(Refusal) as refused:
        throttles.hit("token.user", "x")
    assert refused.value.values == {"seconds": 3600 - MOMENT % 3600}


def test_a_cache_whose_table_is_missing_stops_nothing(alice: User, web_app: App, settings: LazySettings) -> None:
    """On PostgreSQL a failed statement breaks the transaction around it, here that of the redemption."""
    code = code_for(alice, web_app)
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "nowhere"}}
    assert redeem(web_app, code).status_code == 200


def test_a_cache_whose_table_is_missing_is_found(settings: LazySettings) -> None:
    backend = "django.core.cache.backends.db.DatabaseCache"
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "nowhere"}}
    assert [found.id for found in cache_has_its_table(databases=["default"])] == ["hub_oauth.W018"]
    settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "hub_oauth_grant"}}
    assert cache_has_its_table(databases=["default"]) == []
