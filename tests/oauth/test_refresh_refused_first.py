"""A refresh that is refused for another reason than its secret changes nothing, in the retry window and after it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import ClientProfile, Consent, Grant
from tests.support import factories
from tests.support.answers import error_of
from tests.support.app import App, Tokens
from tests.support.flow import connect, refresh
from tests.support.rows import nothing_changes, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db

INVALID_GRANT = (400, "invalid_grant")


@pytest.fixture(params=["current", "predecessor in the window", "used predecessor", "older", "forged"])
def token(request: pytest.FixtureRequest, alice: User, web_app: App) -> str:
    """One of each standing, which would rotate, answer or end the grant if its request were good."""
    first = connect(alice, web_app)["refresh_token"]
    if request.param in ("current", "forged"):
        return first if request.param == "current" else first[:29] + "A" * 43
    second: Tokens = refresh(web_app, first).json()
    if request.param == "older":
        refresh(web_app, second["refresh_token"])
    if request.param == "used predecessor":
        Grant.objects.update(access_first_used_at=the_grant().rotated_at)
        age(the_grant(), seconds=11)
    return first


@pytest.mark.yardstick("F5")
def test_a_scope_that_is_too_wide(web_app: App, token: str) -> None:
    with nothing_changes():
        assert error_of(refresh(web_app, token, scope="profile:read teams:write")) == (400, "invalid_scope")


def test_a_wrong_client(web_app: App, token: str) -> None:
    thief = factories.web_app("Thief")
    with nothing_changes():
        assert error_of(refresh(thief, token)) == INVALID_GRANT


def test_a_client_that_proves_nothing(web_app: App, token: str) -> None:
    unproven = App(web_app.client_id, web_app.redirect_uri, "hub_cs_wrong", web_app.scopes)
    with nothing_changes():
        assert error_of(refresh(unproven, token)) == (401, "invalid_client")


def test_a_disabled_client(web_app: App, token: str) -> None:
    ClientProfile.objects.update(enabled=False)
    with nothing_changes():
        assert error_of(refresh(web_app, token)) == (401, "invalid_client")


def test_an_expired_grant(web_app: App, token: str) -> None:
    age(the_grant(), days=30)
    with nothing_changes():
        assert error_of(refresh(web_app, token)) == INVALID_GRANT


def test_an_ended_grant(web_app: App, token: str) -> None:
    Grant.objects.update(ended_at=the_grant().created_at, end_reason=Grant.End.REVOKED)
    with nothing_changes():
        assert error_of(refresh(web_app, token)) == INVALID_GRANT


def test_a_stopped_person(alice: User, web_app: App, token: str) -> None:
    User.objects.update(is_active=False)
    with nothing_changes():
        assert error_of(refresh(web_app, token)) == INVALID_GRANT


def test_a_consent_past_its_end(web_app: App, token: str) -> None:
    Consent.objects.update(ends_at=the_grant().created_at)
    with nothing_changes():
        assert error_of(refresh(web_app, token)) == INVALID_GRANT


def test_another_resource(web_app: App, token: str) -> None:
    with nothing_changes():
        assert error_of(refresh(web_app, token, resource="https://other.example")) == (400, "invalid_target")


def test_a_malformed_token(web_app: App, token: str) -> None:
    with nothing_changes():
        assert error_of(refresh(web_app, token + "=")) == INVALID_GRANT
