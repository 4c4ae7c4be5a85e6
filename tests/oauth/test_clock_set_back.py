"""The clock of the server goes back an hour, or on: only the clock of the database decides what has expired."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from tests.support.answers import error_of, opens_api
from tests.support.app import App, Tokens
from tests.support.flow import code_for, introspect, redeem, refresh
from tests.support.rows import nothing_changes, the_grant
from tests.support.time import age

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("H11")]

REFUSED = (400, "invalid_grant")


@pytest.fixture(params=[-3600, 3600], ids=["an hour back", "an hour on"])
def wrong_clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clocks that Python and Django tell the time by."""
    seconds, right_now, right_time = request.param, timezone.now, time.time
    monkeypatch.setattr(timezone, "now", lambda: right_now() + timedelta(seconds=seconds))
    monkeypatch.setattr(time, "time", lambda: right_time() + seconds)


def test_an_expired_access_token_stays_expired(web_app: App, tokens: Tokens, wrong_clock: None) -> None:
    age(the_grant(), minutes=60)
    assert not opens_api(tokens)
    assert introspect(web_app, tokens["access_token"]).json() == {"active": False}


def test_an_expired_refresh_token_stays_expired(web_app: App, tokens: Tokens, wrong_clock: None) -> None:
    age(the_grant(), days=30)
    with nothing_changes():
        assert error_of(refresh(web_app, tokens["refresh_token"])) == REFUSED


def test_an_expired_code_stays_expired(alice: User, web_app: App, wrong_clock: None) -> None:
    code = code_for(alice, web_app)
    age(the_grant(), seconds=60)
    with nothing_changes():
        assert error_of(redeem(web_app, code)) == REFUSED


def test_what_has_not_expired_is_good(alice: User, web_app: App, wrong_clock: None) -> None:
    tokens: Tokens = redeem(web_app, code_for(alice, web_app)).json()
    assert tokens["expires_in"] == 3600
    assert opens_api(tokens)
    assert refresh(web_app, tokens["refresh_token"]).status_code == 200
