"""The lists of the admin ask as often for many rows as for few, and count no table to its end."""

from __future__ import annotations

import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from hub_oauth.dot.applications import application_model
from hub_oauth.models import AuditEvent, ClientProfile, Consent, RequestFailure
from tests.support.admin import APPS, AUDIT, CONSENTS, administrator
from tests.support.statements import statements

FAILURES = "/admin/hub_oauth/requestfailure/"
ADDRESSES = [
    APPS,
    f"{APPS}?q=App",
    CONSENTS,
    f"{CONSENTS}?q=person",
    f"{CONSENTS}?status=live&scope=teams:read&used=never&staff=yes&sensitive=no",
    f"{CONSENTS}?granted_at__year=2026",
    AUDIT,
    f"{AUDIT}?q=person1",
    f"{AUDIT}?event=test.made&outcome__exact=done",
    f"{AUDIT}export/",
    FAILURES,
]


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def add_rows(count: int) -> None:
    """So many apps, and of each a person's consent, an event and a refused request."""
    model, now = application_model(), timezone.now()
    for number in range(count):
        name = f"{uuid.uuid4()}"
        app = model.objects.create(client_id=name, name=f"App {name}", client_secret="", client_type="public")
        ClientProfile.objects.create(application=app)
        person = User.objects.create(username=f"person{name}")
        times = {"granted_at": now, "updated_at": now, "identity_seen_at": now}
        Consent.objects.create(user=person, application=app, scopes="teams:read", **times)
        AuditEvent.objects.create(event=f"test.made{number % 3}", client_id=name, user_id=person.pk)
        RequestFailure.objects.create(client_id=name)


def asked(browser: Client, address: str) -> list[str]:
    with statements() as sent:
        assert browser.get(address, follow=True).status_code == 200
    return sent


def test_lists_ask_as_often_for_many_rows_as_for_few(admin: Client) -> None:
    add_rows(30)
    few = {address: len(asked(admin, address)) for address in ADDRESSES}
    add_rows(90)
    assert {address: len(asked(admin, address)) for address in ADDRESSES} == few


@pytest.mark.parametrize("address", [CONSENTS, AUDIT, FAILURES, f"{AUDIT}?outcome__exact=done"])
def test_no_table_is_counted_to_its_end(admin: Client, address: str) -> None:
    counts = [sql for sql in asked(admin, address) if "COUNT(" in sql]
    assert counts
    assert all("LIMIT 10001" in sql for sql in counts)


def test_a_list_is_counted_as_far_as_it_can_be_paged(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub_oauth.admin.large_lists.COUNTED", 1)
    add_rows(3)
    assert admin.get(CONSENTS).context["cl"].result_count == 2


def test_dates_are_drawn_without_reading_the_rows_between(admin: Client) -> None:
    add_rows(3)
    dates = [sql for sql in asked(admin, AUDIT) if sql.startswith('SELECT "hub_oauth_auditevent"."at" AS "at"')]
    assert len(dates) == 2
    assert all(sql.endswith("LIMIT 1") for sql in dates)


def test_endpoints_are_found_without_reading_every_refused_request(admin: Client) -> None:
    add_rows(3)
    named = [sql for sql in asked(admin, FAILURES) if 'SELECT "hub_oauth_requestfailure"."endpoint"' in sql]
    assert len(named) == 1
    assert named[0].endswith("LIMIT 1000")


@pytest.mark.parametrize("endpoint", ["token", "to\0ken"])
def test_refused_requests_are_narrowed_to_an_endpoint(
    admin: Client, monkeypatch: pytest.MonkeyPatch, endpoint: str
) -> None:
    monkeypatch.setattr("hub_oauth.admin.endpoint_filter.LATEST", 1)
    older = RequestFailure.objects.create(endpoint="token")
    RequestFailure.objects.create(endpoint="revoke")
    page = admin.get(FAILURES, {"endpoint": endpoint})
    assert list(page.context["cl"].result_list) == [older]
    assert [choice["display"] for choice in page.context["cl"].filter_specs[0].choices(page.context["cl"])] == [
        "All",
        "revoke",
        "token",
    ]
