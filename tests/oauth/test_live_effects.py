"""What stops an app stops it at its next request: on every endpoint, without waiting for an expiry."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db.models.functions import Now

from hub_oauth import clients, withdrawals
from hub_oauth.audit import SYSTEM, Act
from hub_oauth.models import ClientProfile, Consent, Grant
from tests.support.answers import ME, TEAMS, call, error_of, opens_api
from tests.support.app import App, Tokens
from tests.support.flow import code_for, connect, introspect, redeem, refresh
from tests.support.rows import nothing_changes, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db

OVER = (400, "invalid_grant")
NO_CLIENT = (401, "invalid_client")


def assert_nothing_works(app: App, tokens: Tokens, refusal: tuple[int, str] = OVER) -> None:
    with nothing_changes():
        assert not opens_api(tokens)
        assert error_of(refresh(app, tokens["refresh_token"])) == refusal


def switch(app: App, enabled: bool) -> None:
    application = clients.find(app.client_id)
    (clients.enable if enabled else clients.disable)(application, act=SYSTEM)


@pytest.mark.yardstick("H6")
def test_a_person_stopped_by_a_bulk_update(web_app: App, tokens: Tokens) -> None:
    User.objects.update(is_active=False)
    assert_nothing_works(web_app, tokens)
    assert introspect(web_app, tokens["access_token"]).json() == {"active": False}
    assert introspect(web_app, tokens["refresh_token"]).json() == {"active": False}


@pytest.mark.yardstick("C11")
def test_a_person_stopped_before_the_code_was_redeemed(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    User.objects.update(is_active=False)
    with nothing_changes():
        assert error_of(redeem(web_app, code)) == OVER


def test_a_person_who_comes_back_finds_the_apps_connected(web_app: App, tokens: Tokens) -> None:
    User.objects.update(is_active=False)
    assert not opens_api(tokens)
    User.objects.update(is_active=True)
    assert opens_api(tokens)


@pytest.mark.yardstick("H6")
def test_a_person_who_was_deleted(alice: User, web_app: App, tokens: Tokens) -> None:
    alice.delete()
    assert_nothing_works(web_app, tokens)
    assert not Grant.objects.exists()


@pytest.mark.yardstick("G13")
def test_a_client_that_was_disabled(web_app: App, tokens: Tokens) -> None:
    switch(web_app, enabled=False)
    assert_nothing_works(web_app, tokens, NO_CLIENT)


@pytest.mark.yardstick("C10")
def test_a_client_disabled_before_the_code_was_redeemed(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    switch(web_app, enabled=False)
    with nothing_changes():
        assert error_of(redeem(web_app, code)) == NO_CLIENT


def test_a_client_enabled_again_works_as_before(web_app: App, tokens: Tokens) -> None:
    switch(web_app, enabled=False)
    switch(web_app, enabled=True)
    assert opens_api(tokens)
    assert refresh(web_app, tokens["refresh_token"]).status_code == 200


@pytest.mark.yardstick("L15")
def test_a_consent_that_was_withdrawn(alice: User, web_app: App, tokens: Tokens) -> None:
    withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=Act(actor=alice))
    assert_nothing_works(web_app, tokens)
    assert the_grant().end_reason == Grant.End.CONSENT


def test_a_consent_withdrawn_by_a_bulk_update(web_app: App, tokens: Tokens) -> None:
    """It left the grants as they were."""
    Consent.objects.update(revoked_at=Now(), revoked_reason=Consent.Reason.ADMINISTRATOR)
    assert_nothing_works(web_app, tokens)


@pytest.mark.yardstick("C12")
def test_a_consent_withdrawn_before_the_code_was_redeemed(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.ADMINISTRATOR, act=SYSTEM)
    with nothing_changes():
        assert error_of(redeem(web_app, code)) == OVER


def test_a_new_consent_does_not_revive_the_old_tokens(alice: User, web_app: App, tokens: Tokens) -> None:
    withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=Act(actor=alice))
    assert opens_api(connect(alice, web_app))
    assert not opens_api(tokens)


def test_a_consent_that_reached_its_end(web_app: App, tokens: Tokens) -> None:
    Consent.objects.update(ends_at=the_grant().access_expires_at)
    age(Consent.objects.get(), hours=1)
    assert_nothing_works(web_app, tokens)


def test_no_token_outlives_the_end_of_its_consent(web_app: App, tokens: Tokens) -> None:
    Consent.objects.update(ends_at=the_grant().access_expires_at)
    age(Consent.objects.get(), minutes=50)
    assert refresh(web_app, tokens["refresh_token"]).json()["expires_in"] <= 600
    assert the_grant().idle_expires_at == Consent.objects.get().ends_at


@pytest.mark.yardstick("F8")
def test_a_scope_taken_from_the_client(web_app: App, tokens: Tokens) -> None:
    ClientProfile.objects.update(allowed_scopes="teams:read")
    assert call(ME, tokens["access_token"]).status_code == 403
    assert call(TEAMS, tokens["access_token"]).status_code == 200
    assert refresh(web_app, tokens["refresh_token"]).json()["scope"] == "teams:read"


@pytest.mark.yardstick("F8")
def test_a_scope_taken_from_the_client_before_the_code_was_redeemed(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    ClientProfile.objects.update(allowed_scopes="teams:read")
    assert redeem(web_app, code).json()["scope"] == "teams:read"


def test_a_scope_taken_from_the_consent(web_app: App, tokens: Tokens) -> None:
    Consent.objects.update(scopes="profile:read")
    assert call(TEAMS, tokens["access_token"]).status_code == 403
    assert refresh(web_app, tokens["refresh_token"]).json()["scope"] == "profile:read"


def test_a_client_without_any_scope_left_gets_no_token(web_app: App, tokens: Tokens) -> None:
    ClientProfile.objects.update(allowed_scopes="")
    with nothing_changes():
        assert error_of(refresh(web_app, tokens["refresh_token"])) == OVER
