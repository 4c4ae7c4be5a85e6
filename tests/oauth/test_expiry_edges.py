"""The very moment: what expires at it is good until then, and at it no more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import User

from hub_oauth.conf import conf
from hub_oauth.models import ClientSecret, Consent, Grant
from tests.support.answers import error_of, opens_api
from tests.support.app import App, Tokens, authorize_params
from tests.support.flow import ask, code_for, introspect, redeem, refresh, refreshed, signed_in
from tests.support.rows import nothing_changes, the_grant
from tests.support.time import clock_at

pytestmark = pytest.mark.django_db

REFUSED = (400, "invalid_grant")
INSTANT = timedelta(microseconds=1)


@pytest.mark.yardstick("C4")
def test_a_code_at_its_expiry(alice: User, web_app: App) -> None:
    code, end = code_for(alice, web_app), the_grant().code_expires_at
    with clock_at(end), nothing_changes():
        assert error_of(redeem(web_app, code)) == REFUSED
    with clock_at(end - INSTANT):
        assert redeem(web_app, code).status_code == 200


def test_an_access_token_at_its_expiry(web_app: App, tokens: Tokens) -> None:
    end = the_grant().access_expires_at
    assert end
    with clock_at(end), nothing_changes():
        assert not opens_api(tokens)
        assert introspect(web_app, tokens["access_token"]).json() == {"active": False}
    with clock_at(end - INSTANT):
        assert opens_api(tokens)


def test_a_refresh_token_at_its_expiry(web_app: App, tokens: Tokens) -> None:
    end = the_grant().idle_expires_at
    with clock_at(end), nothing_changes():
        assert error_of(refresh(web_app, tokens["refresh_token"])) == REFUSED
        assert introspect(web_app, tokens["refresh_token"]).json() == {"active": False}
    with clock_at(end - INSTANT):
        assert refresh(web_app, tokens["refresh_token"]).status_code == 200


@pytest.fixture
def end(tokens: Tokens) -> datetime:
    """Of the consent; the tokens were given before the person chose it, so no expiry of theirs is nearer."""
    end = Consent.objects.get().granted_at + timedelta(minutes=30)
    Consent.objects.update(ends_at=end)
    return end


def test_the_api_at_the_end_of_the_consent(tokens: Tokens, end: datetime) -> None:
    with clock_at(end), nothing_changes():
        assert not opens_api(tokens)
    with clock_at(end - INSTANT):
        assert opens_api(tokens)


def test_a_refresh_at_the_end_of_the_consent(web_app: App, tokens: Tokens, end: datetime) -> None:
    with clock_at(end), nothing_changes():
        assert error_of(refresh(web_app, tokens["refresh_token"])) == REFUSED
    with clock_at(end - INSTANT):
        assert refresh(web_app, tokens["refresh_token"]).status_code == 200


def test_the_page_at_the_end_of_the_consent(alice: User, web_app: App, tokens: Tokens, end: datetime) -> None:
    browser = signed_in(alice)
    with clock_at(end), nothing_changes():
        assert ask(browser, authorize_params(web_app)).status_code == 200
    with clock_at(end - INSTANT):
        assert ask(browser, authorize_params(web_app)).status_code == 303


def test_a_secret_at_its_expiry(web_app: App, tokens: Tokens) -> None:
    end = the_grant().created_at + timedelta(days=1)
    ClientSecret.objects.update(expires_at=end)
    with clock_at(end), nothing_changes():
        assert error_of(refresh(web_app, tokens["refresh_token"])) == (401, "invalid_client")
    with clock_at(end - INSTANT):
        assert refresh(web_app, tokens["refresh_token"]).status_code == 200


def test_the_retry_window_ends_with_its_tenth_second(web_app: App, first: Tokens, second: Tokens) -> None:
    end = rotated_at() + conf.retry_window
    with clock_at(end), nothing_changes():
        assert refreshed(web_app, first) == second
    with clock_at(end + INSTANT):
        assert refreshed(web_app, first) != second


def test_a_replacement_is_made_for_a_day_and_no_longer(web_app: App, first: Tokens, second: Tokens) -> None:
    end = rotated_at() + conf.retry_unused_lifetime
    with clock_at(end):
        assert refreshed(web_app, first) != second
    with clock_at(end + INSTANT):
        assert error_of(refresh(web_app, first["refresh_token"])) == REFUSED
    assert the_grant().end_reason == Grant.End.REUSE


def rotated_at() -> datetime:
    rotated_at = the_grant().rotated_at
    assert rotated_at
    return rotated_at
