"""The page of one connected app."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import withdrawals
from hub_oauth.activity import SHOWN
from hub_oauth.audit import SYSTEM, record
from hub_oauth.models import AuditEvent, ClientProfile, Consent
from tests.support import factories
from tests.support.app import READ_SCOPES, App, authorize_params
from tests.support.flow import connect, consent, refreshed, revoke, signed_in
from tests.support.registry import application_of, disable
from tests.support.rows import nothing_changes
from tests.support.statements import at_most, statements
from tests.support.time import age

pytestmark = pytest.mark.django_db


def shown(user: User, app: App) -> str:
    response = signed_in(user).get(f"/account/apps/{app.client_id}")
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def activity(user: User, app: App) -> list[str]:
    """The sentences, the newest first."""
    found = re.findall(r'class="deed"> <span> (.*?) </span> <time', shown(user, app))
    return [re.sub(r" ?<[^>]+> ?", " ", sentence).strip() for sentence in found]


def test_opening_it_changes_nothing(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    with nothing_changes():
        shown(alice, web_app)


@pytest.mark.yardstick("L14")
def test_somebody_elses_app_is_not_found(alice: User, bob: User, web_app: App) -> None:
    connect(bob, web_app)
    assert signed_in(alice).get(f"/account/apps/{web_app.client_id}").status_code == 404


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("client_id", ["nobody", "%00", "%ff", "..", "x" * 9999], ids=lambda value: value[:9])
def test_an_app_that_does_not_exist_is_not_found(client_id: str, alice: User) -> None:
    assert signed_in(alice).get(f"/account/apps/{client_id}").status_code == 404


def test_an_app_that_was_removed_is_not_found(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=SYSTEM)
    assert signed_in(alice).get(f"/account/apps/{web_app.client_id}").status_code == 404


def test_a_visitor_signs_in_first(web_app: App) -> None:
    path = f"/account/apps/{web_app.client_id}"
    assert Client().get(path).headers["Location"] == f"/login?next={path}"


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(method: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    assert getattr(Client(), method)(f"/account/apps/{web_app.client_id}").status_code == 405


def test_permissions_say_since_when(alice: User, web_app: App) -> None:
    connect(alice, web_app, READ_SCOPES[0])
    page = shown(alice, web_app)
    assert "See your profile" in page
    assert page.count("Allowed ") == 1


def test_a_consent_and_its_event_may_have_one_time(alice: User, web_app: App) -> None:
    connect(alice, web_app, READ_SCOPES[0])
    Consent.objects.update(granted_at=AuditEvent.objects.get(event="consent.granted").at)
    assert shown(alice, web_app).count("Allowed ") == 1


def test_a_permission_added_later_has_a_later_date(alice: User, web_app: App) -> None:
    from hub_oauth import activity as activities

    connect(alice, web_app, READ_SCOPES[0])
    connect(alice, web_app)
    since = activities.allowed_since(Consent.objects.select_related("user", "application").get())
    assert since.keys() == set(READ_SCOPES)
    assert since[READ_SCOPES[0]] < since[READ_SCOPES[1]]


def test_a_permission_taken_back_begins_anew(alice: User) -> None:
    from hub_oauth import activity as activities

    app = factories.web_app(optional_scopes=[READ_SCOPES[1]])
    connect(alice, app)
    row = Consent.objects.select_related("user", "application").get()
    first = activities.allowed_since(row)[READ_SCOPES[1]]
    withdrawals.take_back(row, READ_SCOPES[1], act=SYSTEM)
    assert READ_SCOPES[1] not in activities.allowed_since(row)
    connect(alice, app)
    assert activities.allowed_since(row)[READ_SCOPES[1]] > first


def test_sessions_are_those_that_live(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    connect(alice, web_app)
    assert "2 active sessions" in shown(alice, web_app)
    revoke(web_app, tokens["refresh_token"])
    assert "1 active session " in shown(alice, web_app)


def test_the_end_that_the_person_chose(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    assert "You let its access end" not in shown(alice, web_app)
    row = Consent.objects.get()
    Consent.objects.update(ends_at=row.granted_at.replace(year=row.granted_at.year + 1))
    assert f"You let its access end on {row.granted_at:%b}"[:-3] in shown(alice, web_app)


def test_activity_in_plain_words(alice: User) -> None:
    app = factories.web_app(optional_scopes=[READ_SCOPES[1]])
    refreshed(app, connect(alice, app))
    consent(signed_in(alice), authorize_params(app, prompt="consent"), "deny")
    withdrawals.take_back(Consent.objects.get(), READ_SCOPES[1], act=SYSTEM)
    assert activity(alice, app) == [
        "You took back: See your teams",
        "You cancelled what it asked for",
        "It continued a session",
        "It began a session",
        "You allowed: See your profile, See your teams",
    ]


def test_what_repeats_is_told_once_with_its_number(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    for _ in range(3):
        tokens = refreshed(web_app, tokens)
    assert activity(alice, web_app)[0] == "It continued a session 3 times"


def test_activity_is_of_this_person_and_this_app(alice: User, bob: User, web_app: App, spa_app: App) -> None:
    connect(alice, web_app)
    before = activity(alice, web_app)
    connect(bob, web_app)
    connect(alice, spa_app)
    assert activity(alice, web_app) == before


def test_activity_is_the_last_fifty(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    for number in range(SHOWN):
        name = ("consent.denied", "token.revoked")[number % 2]
        record(name, SYSTEM, user=alice, client=application_of(web_app))
    told = activity(alice, web_app)
    assert len(told) == SHOWN
    assert "It began a session" not in told


def test_every_event_about_a_pair_has_words() -> None:
    from hub_oauth.views.account.deeds import WORDS

    written = {"consent.granted", "consent.renewed", "consent.denied", "consent.narrowed", "consent.disowned"}
    written |= {"consent.teams_changed", "consent.expired", "token.issued", "token.refreshed", "token.revoked"}
    written |= {"token.reuse_detected", "token.replay_detected", "grant.ended:cap", "grant.ended:verifiers"}
    written |= {f"consent.revoked:{reason}" for reason in ("removed", "administrator")}
    assert WORDS.keys() == written


def test_the_developer_can_be_reached(alice: User) -> None:
    app = factories.web_app(support_email="help@acme.example", website="https://acme.example/")
    connect(alice, app)
    page = shown(alice, app)
    assert 'href="mailto:help@acme.example" rel="noopener noreferrer nofollow"' in page
    assert 'href="https://acme.example/" rel="noopener noreferrer nofollow"' in page


@pytest.mark.yardstick("L2")
@pytest.mark.parametrize(
    ("field", "value"),
    [("website", "javascript:alert(1)"), ("website", "http://x.example"), ("support_email", "a@b?bcc=c@d&body=x")],
)
def test_a_row_written_past_the_rules_is_no_link(field: str, value: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    ClientProfile.objects.update(**{field: value})
    hrefs = re.findall(r'href="([^"]*)"', shown(alice, web_app))
    assert not [href for href in hrefs if href.startswith(("javascript:", "http:")) or "?bcc" in href]


def test_an_app_that_is_turned_off_says_so(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    disable(web_app)
    assert "An administrator turned this app off" in shown(alice, web_app)


def test_it_asks_as_often_whatever_happened(alice: User, web_app: App) -> None:
    tokens, browser = connect(alice, web_app), signed_in(alice)
    with statements() as before:
        browser.get(f"/account/apps/{web_app.client_id}")
    for _ in range(5):
        tokens = refreshed(web_app, tokens)
        connect(alice, web_app)
    with at_most(len(before)):
        browser.get(f"/account/apps/{web_app.client_id}")
    assert len(before) <= 7  # session, person, consent, dates, teams, sessions, activity


def test_an_app_without_use_for_long_is_marked(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    age(Consent.objects.get(), days=91)
    assert "Unused for 90 days" in shown(alice, web_app)
