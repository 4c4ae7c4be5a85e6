"""The audit log: one event an act, in the transaction of the act, and never a secret."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from hub_oauth import audit, clients, secrets, withdrawals
from hub_oauth.audit import SYSTEM, Act
from hub_oauth.models import AuditEvent, Consent
from tests.support import factories
from tests.support.app import App, authorize_params
from tests.support.flow import ask, code_for, connect, redeem, refresh, revoke, signed_in
from tests.support.flow import consent as consent_in_browser
from tests.support.rows import events, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db


def names() -> list[str]:
    return [event.event for event in events()]


@pytest.fixture
def new_events(web_app: App) -> Callable[[], list[str]]:
    """The events since the client was registered."""
    before = len(names())
    return lambda: names()[before:]


def test_registering_a_client(db: None) -> None:
    factories.web_app()
    assert names() == ["client.created", "client.secret_created"]


@pytest.mark.yardstick("P2")
def test_the_life_of_a_grant(alice: User, web_app: App, new_events: Callable[[], list[str]]) -> None:
    tokens = connect(alice, web_app)
    tokens = refresh(web_app, tokens["refresh_token"]).json()
    revoke(web_app, tokens["access_token"])
    assert new_events() == ["consent.granted", "token.issued", "token.refreshed", "token.revoked"]


def test_an_event_says_who_about_whom_for_which_app_from_where(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    granted, issued = events("consent.granted", "token.issued")
    for event in (granted, issued):
        assert (event.user_id, event.user_label) == (str(alice.pk), "alice")
        assert (event.client_id, event.client_label) == (web_app.client_id, "Acme Planner")
        assert (event.address, event.outcome) == ("127.0.0.1", AuditEvent.Outcome.DONE)
        assert len(event.reference) == 12
    assert (granted.actor_id, issued.actor_id) == (str(alice.pk), "")
    assert issued.details["scope"] == "profile:read teams:read"


def test_a_cancelled_request(alice: User, web_app: App, new_events: Callable[[], list[str]]) -> None:
    consent_in_browser(signed_in(alice), authorize_params(web_app), "deny")
    assert new_events() == ["consent.denied"]
    assert events("consent.denied")[0].outcome == AuditEvent.Outcome.REFUSED


def test_a_skipped_page(alice: User, web_app: App, new_events: Callable[[], list[str]]) -> None:
    connect(alice, web_app)
    assert ask(signed_in(alice), authorize_params(web_app)).status_code == 303
    assert new_events() == ["consent.granted", "token.issued", "consent.renewed"]


def test_a_withdrawn_consent(alice: User, web_app: App, new_events: Callable[[], list[str]]) -> None:
    connect(alice, web_app)
    connect(alice, web_app)
    for _ in range(2):
        withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=Act(actor=alice))
    assert new_events()[-1] == "consent.revoked"
    (event,) = events("consent.revoked")
    assert (event.actor_id, event.reason, event.details) == (str(alice.pk), "removed", {"grants": 2})


def test_a_consent_that_ended_by_itself_and_was_given_again(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    consent = Consent.objects.get()
    Consent.objects.update(ends_at=consent.granted_at)
    connect(alice, web_app)
    (event,) = events("consent.expired")
    assert event.actor_id == ""


def test_a_grant_that_went_for_a_newer_one(alice: User, web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "GRANTS_PER_USER_AND_CLIENT": 1}
    connect(alice, web_app)
    connect(alice, web_app)
    (event,) = events("grant.ended")
    assert (event.reason, event.details) == ("cap", {"grants": 1})


def test_a_changed_password(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    alice.set_password("another password altogether")
    alice.save()
    (event,) = events("grant.ended")
    assert (event.reason, event.user_id) == ("password", str(alice.pk))


def test_a_client_turned_off_and_on(web_app: App, new_events: Callable[[], list[str]]) -> None:
    application = clients.find(web_app.client_id)
    for _ in range(2):
        clients.disable(application, reason="Abuse", act=SYSTEM)
    clients.enable(application, act=SYSTEM)
    assert new_events() == ["client.disabled", "client.enabled"]
    assert events("client.disabled")[0].reason == "Abuse"


def test_a_person_who_is_deleted_stays_in_it(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    before = list(AuditEvent.objects.values())
    alice.delete()
    assert list(AuditEvent.objects.values()) == before


@pytest.mark.yardstick("L7", "P3")
def test_no_secret_is_in_it(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    first = redeem(web_app, code).json()
    second = refresh(web_app, first["refresh_token"]).json()
    age(the_grant(), seconds=11)
    third = refresh(web_app, first["refresh_token"]).json()
    refresh(web_app, second["refresh_token"])
    redeem(web_app, code)
    new_secret = secrets.create(clients.find(web_app.client_id), act=SYSTEM)
    log = str(list(AuditEvent.objects.values()))
    issued = [code, web_app.pkce.verifier, web_app.secret or "", new_secret]
    issued += [pair[name] for pair in (first, second, third) for name in ("access_token", "refresh_token")]
    assert not [secret for secret in issued if secret in log or secret[7:29] in log]


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:DB8::7", "2001:db8::7"),
        ("fe80::1%eth0", "fe80::1"),
        ("192.0.2.7:443", None),
        ("unix:", None),
        ("x" * 999, None),
        ("", None),
    ],
)
def test_an_address_that_is_none_is_not_kept(alice: User, web_app: App, given: str, kept: str | None) -> None:
    browser = signed_in(alice)
    browser.defaults["REMOTE_ADDR"] = given
    assert consent_in_browser(browser, authorize_params(web_app)).status_code == 303
    assert [event.address for event in events("consent.granted")] == [kept]


def test_a_name_that_is_too_long_for_it_is_cut(alice: User) -> None:
    alice.username = "x" * 999  # as another user model may have it
    audit.record("consent.granted", Act(actor=alice), user=alice)
    (event,) = events("consent.granted")
    assert event.user_label == event.actor_label == "x" * 254
