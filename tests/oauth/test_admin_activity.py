"""An app's page of activity: who uses it, how often people connect it, why it fails."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from hub_oauth import usage
from hub_oauth.audit import SYSTEM
from hub_oauth.models import AuditEvent, Consent, RequestFailure
from hub_oauth.withdrawals import withdraw
from tests.support import flow
from tests.support.admin import administrator, page_of, profile_of, staff
from tests.support.app import App, authorize_params
from tests.support.statements import statements


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def event(app: App, name: str, ago: timedelta, **more: Any) -> None:
    AuditEvent.objects.create(event=name, client_id=app.client_id, at=timezone.now() - ago, **more)


def used(app: App) -> usage.Usage:
    return usage.of_app(profile_of(app).application)


def test_people_sessions_and_last_use_are_counted(web_app: App, bob: User, charlie: User) -> None:
    flow.connect(bob, web_app)
    flow.connect(bob, web_app)
    flow.connect(charlie, web_app)
    Consent.objects.filter(user=bob).update(last_used_at=timezone.now())
    Consent.objects.filter(user=charlie).update(last_used_at=timezone.now() - timedelta(days=31))
    found = used(web_app)
    assert (found.people, found.active, found.sessions) == (2, 1, 3)
    assert found.last_used == Consent.objects.get(user=bob).last_used_at


def test_who_removed_the_app_is_not_counted(web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=SYSTEM)
    found = used(web_app)
    assert (found.people, found.sessions, found.last_used) == (0, 0, None)


def test_requests_of_a_day_are_counted_and_of_this_app_alone(web_app: App, spa_app: App) -> None:
    for app, ago in ((web_app, timedelta(hours=23)), (web_app, timedelta(hours=25)), (spa_app, timedelta(hours=1))):
        event(app, "token.issued", ago)
        event(app, "token.refreshed", ago)
        event(app, "token.reuse_detected", ago)
        event(app, "client.changed", ago)
        RequestFailure.objects.create(client_id=app.client_id, at=timezone.now() - ago)
    found = used(web_app)
    assert (found.answered, found.refused) == (2, 2)


def test_connections_are_counted_by_day(web_app: App, spa_app: App) -> None:
    for app, days in ((web_app, 0), (web_app, 0), (web_app, 29), (web_app, 31), (spa_app, 1)):
        event(app, "token.issued", timedelta(days=days))
    event(web_app, "token.refreshed", timedelta())
    shown = usage.connections(profile_of(web_app).application)
    assert (shown[0].day, shown[-1].day) == (timezone.localdate() - timedelta(days=29), timezone.localdate())
    assert [day.count for day in shown] == [1, *[0] * 28, 2]


def test_failures_are_told_in_plain_words_the_newest_first(admin: Client, web_app: App) -> None:
    for over in ({"response_type": "token"}, {"redirect_uri": "https://app.example/other"}):
        flow.ask(admin, authorize_params(web_app, **over))
    page = admin.get(page_of(web_app, "activity"))
    assert [one.cause for one, _ in page.context["failures"]] == ["redirect_uri_mismatch", "response_type"]
    assert "at an address that is not registered for it" in page.content.decode()


def test_no_more_than_twenty_failures_are_shown(web_app: App, spa_app: App) -> None:
    for app in [web_app] * 21 + [spa_app]:
        RequestFailure.objects.create(client_id=app.client_id, cause="code_expired")
    found = usage.failures(profile_of(web_app).application)
    assert {one.client_id for one in found} == {web_app.client_id}
    assert len(found) == 20


def test_the_chart_has_a_table_beside_it_and_no_style(admin: Client, web_app: App) -> None:
    event(web_app, "token.issued", timedelta())
    page = admin.get(page_of(web_app, "activity")).content.decode()
    drawing = page[page.index('<svg class="hub-chart"') : page.index("</details>")]
    assert len(re.findall("<rect ", drawing)) == 30
    assert len(re.findall('<th scope="row">', drawing)) == 30
    assert all(part in drawing for part in ("<title ", "<desc ", 'role="img"'))
    assert "style" not in drawing


def test_the_page_asks_as_often_for_many_rows_as_for_one(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    with statements() as few:
        admin.get(page_of(web_app, "activity"))
    for _ in range(5):
        flow.connect(bob, web_app)
        flow.ask(admin, authorize_params(web_app, response_type="token"))
    with statements() as many:
        admin.get(page_of(web_app, "activity"))
    assert len(many) == len(few)


def test_activity_needs_the_permission_to_see_the_app(web_app: App, bob: User, charlie: User) -> None:
    assert staff(bob, "view_consent").get(page_of(web_app, "activity")).status_code == 403
    page = staff(charlie, "view_clientprofile").get(page_of(web_app, "activity"))
    assert page.status_code == 200
    assert "/admin/hub_oauth/auditevent/" not in page.content.decode()


def test_the_app_leads_to_its_activity_and_to_the_doctor(admin: Client, web_app: App) -> None:
    page = admin.get(page_of(web_app)).content.decode()
    assert page_of(web_app, "activity") in page
    assert "/admin/hub_oauth/requestfailure/doctor/" in page
