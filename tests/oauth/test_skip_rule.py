"""The skip rule, the only one: every clause of it, and that no parameter of a request loosens it."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from hub_oauth import withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.models import Consent
from tests.support import factories
from tests.support.app import STATE, App, answer_of, authorize_params, code_of
from tests.support.asking import assert_asked, assert_skipped
from tests.support.flow import ask, code_for, redeem, signed_in
from tests.support.rows import events


def test_nobody_skips_the_first_time(alice: User, web_app: App) -> None:
    assert_asked(alice, web_app)


def test_consent_is_enough_for_a_confidential_app(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    assert_skipped(alice, web_app)


def test_consent_is_enough_for_a_public_app_on_https(alice: User, spa_app: App) -> None:
    code_for(alice, spa_app)
    assert_skipped(alice, spa_app)


def test_fewer_scopes_are_covered(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    assert_skipped(alice, web_app, scope="teams:read")


def test_more_scopes_are_asked_for(alice: User, web_app: App) -> None:
    code_for(alice, web_app, scope="profile:read")
    assert_asked(alice, web_app)


def test_code_without_a_page_is_worth_what_was_asked_for(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    code = code_of(ask(signed_in(alice), authorize_params(web_app, scope="teams:read")))
    assert redeem(web_app, code).json()["scope"] == "teams:read"


def test_skipping_confirms_nothing(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    before = Consent.objects.values().get()
    assert_skipped(alice, web_app)
    assert Consent.objects.values().get() == before
    assert [event.user_id for event in events("consent.renewed")] == [str(alice.pk)]


def test_consent_of_another_person_says_nothing(alice: User, bob: User, web_app: App) -> None:
    code_for(bob, web_app)
    assert_asked(alice, web_app)


def test_consent_to_another_app_says_nothing(alice: User, web_app: App, spa_app: App) -> None:
    code_for(alice, spa_app)
    assert_asked(alice, web_app)


def test_consent_taken_back_says_nothing(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=SYSTEM)
    assert_asked(alice, web_app)


def test_consent_past_its_end_says_nothing(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    consent = Consent.objects.get()
    Consent.objects.update(ends_at=consent.granted_at)
    assert_asked(alice, web_app)


LOOPBACK = [
    "http://127.0.0.1/cb",
    "http://[::1]/cb",
    "http://localhost/cb",
    "https://localhost/cb",
    "https://127.0.0.1",
]


@pytest.mark.yardstick("E8")
@pytest.mark.parametrize("uri", [*LOOPBACK, "com.example.desk:/cb"])
def test_app_on_the_own_device_always_asks(uri: str, alice: User) -> None:
    app = factories.native_app(redirect_uri=uri)
    code_for(alice, app)
    assert_asked(alice, app)


def test_redirect_uri_of_this_request_decides(alice: User) -> None:
    uris = ["https://desk.example/cb", "http://127.0.0.1/cb"]
    app = factories.native_app(redirect_uri=uris[0], redirect_uris=uris)
    code_for(alice, app)
    assert_skipped(alice, app)
    assert_asked(alice, app, redirect_uri=uris[1])


def test_confidential_app_on_the_own_computer_asks_too(alice: User, settings: Any) -> None:
    settings.DEBUG = True
    app = factories.web_app(redirect_uri="http://127.0.0.1:9000/cb")
    code_for(alice, app)
    assert_asked(alice, app)


@pytest.mark.yardstick("E8")
def test_prompt_none_gets_a_code_under_the_rule(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    assert_skipped(alice, web_app, prompt="none")


@pytest.mark.yardstick("D1")
def test_state_and_issuer_come_without_a_page_too(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    response = ask(signed_in(alice), authorize_params(web_app))
    assert answer_of(response) == {"code": code_of(response), "state": STATE, "iss": "http://127.0.0.1:8000"}
