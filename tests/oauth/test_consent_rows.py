"""What is kept of a person's yes: written, widened, replaced, capped."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from hub_oauth import consents, withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.conf import conf
from hub_oauth.models import Consent, Grant
from tests.support import factories
from tests.support.answers import error_of
from tests.support.app import App
from tests.support.flow import code_for, connect, redeem
from tests.support.registry import application_of
from tests.support.rows import events, the_grant
from tests.support.time import age

ALL = ("profile:read", "teams:read", "teams:write")


def test_consent_is_widened_and_the_token_is_not(alice: User) -> None:
    app = factories.web_app(scopes=ALL)
    connect(alice, app, "profile:read")
    tokens = connect(alice, app, "teams:read")
    assert tokens["scope"] == "teams:read"
    assert Consent.objects.get().scope_names == ("profile:read", "teams:read")


def test_widening_ends_nothing(alice: User, web_app: App) -> None:
    connect(alice, web_app, "profile:read")
    connect(alice, web_app)
    assert Grant.objects.filter(ended_at=None).count() == 2


def test_allow_is_the_last_confirmation(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    before = Consent.objects.get()
    age(before, days=1)
    code_for(alice, web_app, prompt="consent")
    after = Consent.objects.get()
    assert after.granted_at == before.granted_at
    assert after.updated_at > before.updated_at


def test_expired_consent_is_replaced(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    old = Consent.objects.get()
    Consent.objects.update(ends_at=old.granted_at)
    age(old, hours=1)
    code_for(alice, web_app, scope="profile:read")
    old.refresh_from_db()
    assert old.revoked_reason == Consent.Reason.EXPIRED
    assert Grant.objects.filter(consent=old, ended_at=None).count() == 0
    assert Consent.objects.get(revoked_at=None).scope_names == ("profile:read",)
    assert [event.client_id for event in events("consent.expired")] == [web_app.client_id]


def test_no_expiry_outlives_the_end_of_the_consent(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    end = Consent.objects.get().granted_at + conf.code_lifetime / 2
    Consent.objects.update(ends_at=end)
    Grant.objects.all().delete()
    code_for(alice, web_app, prompt="consent")
    grant = the_grant()
    assert grant.code_expires_at == grant.idle_expires_at == grant.absolute_expires_at == end


def test_consent_taken_back_is_not_revived(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=SYSTEM)
    code_for(alice, web_app, scope="profile:read")
    live = consents.live(alice, application_of(web_app))
    assert live is not None
    assert live.scope_names == ("profile:read",)
    assert Consent.objects.count() == 2


@pytest.mark.yardstick("L10")
def test_at_most_20_grants_live_and_the_oldest_goes(alice: User, web_app: App) -> None:
    for _ in range(21):
        connect(alice, web_app)
    assert_only_the_first_went(20)


@pytest.mark.yardstick("L10")
def test_at_most_10_codes_wait_and_the_oldest_goes(alice: User, web_app: App) -> None:
    codes = [code_for(alice, web_app, prompt="consent") for _ in range(11)]
    assert_only_the_first_went(10)
    assert error_of(redeem(web_app, codes[0])) == (400, "invalid_grant")
    assert redeem(web_app, codes[1]).status_code == 200


def assert_only_the_first_went(kept: int) -> None:
    first, *others = Grant.objects.order_by("pk")
    assert (first.end_reason, len(others)) == (Grant.End.CAP, kept)
    assert {grant.end_reason for grant in others} == {""}
    assert [event.reason for event in events("grant.ended")] == ["cap"]


@pytest.mark.yardstick("L10")
def test_cap_is_for_each_person_and_app(alice: User, bob: User, web_app: App, spa_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "GRANTS_PER_USER_AND_CLIENT": 1}
    for user in (alice, bob):
        for app in (web_app, spa_app):
            code_for(user, app)
    assert Grant.objects.filter(ended_at=None).count() == 4


def test_codes_that_nobody_redeems_end_no_connection(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    for _ in range(conf.grants_per_user_and_client + 1):
        code_for(alice, web_app, prompt="consent")
    assert Grant.objects.filter(spent_at__isnull=False, ended_at=None).count() == 1


def test_a_code_takes_no_place_from_what_is_in_use(alice: User, web_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "GRANTS_PER_USER_AND_CLIENT": 3}
    for _ in range(2):
        connect(alice, web_app)
    for _ in range(3):
        code_for(alice, web_app, prompt="consent")
    assert Grant.objects.filter(spent_at__isnull=False, ended_at=None).count() == 2


def test_a_grant_dies_with_a_code_that_nobody_redeems(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    assert the_grant().idle_expires_at == the_grant().code_expires_at
