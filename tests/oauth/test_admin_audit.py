"""The audit log in the admin: found by whole values, exported as a file, and changed by nobody."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import audit_events
from hub_oauth.audit_export import COLUMNS
from hub_oauth.models import AuditEvent
from tests.support import flow
from tests.support.admin import AUDIT, administrator, events, send, staff
from tests.support.app import App

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

EXPORT = f"{AUDIT}export/"


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def made(**values: Any) -> AuditEvent:
    return AuditEvent.objects.create(**{"event": "test.made"} | values)


def found(browser: Client, **query: Any) -> list[str]:
    return [event.event for event in browser.get(AUDIT, query).context["cl"].result_list]


# Finding


@pytest.mark.parametrize(
    "word",
    [
        "bob",
        "BOB@example.org",
        "#{bob}",
        "203.0.113.7",
        "ABCDEFGH2345",
        "abcdefgh2345",
        "{client_id}",
        "planner",
        "test",
    ],
)
def test_an_event_is_found_by_whatever_is_known_of_it(admin: Client, web_app: App, bob: User, word: str) -> None:
    made(user_id=bob.pk, client_id=web_app.client_id, address="203.0.113.7", reference="ABCDEFGH2345")
    assert "test.made" in found(admin, q=word.format(bob=bob.pk, client_id=web_app.client_id))


@pytest.mark.parametrize("word", ["charlie", "203.0.113.8", "Board", "nothing", "bob charlie"])
def test_another_event_is_not_found(admin: Client, web_app: App, spa_app: App, bob: User, word: str) -> None:
    made(user_id=bob.pk, client_id=web_app.client_id, address="203.0.113.7")
    assert "test.made" not in found(admin, q=word)


def test_who_did_it_is_found_as_well(admin: Client, bob: User) -> None:
    made(actor_id=bob.pk)
    assert found(admin, q="bob") == ["test.made"]


def test_events_are_filtered_by_their_kind_and_outcome(admin: Client) -> None:
    made(event="test.one")
    made(event="test.two", outcome="refused")
    assert found(admin, event="test.one") == ["test.one"]
    assert found(admin, outcome__exact="refused") == ["test.two"]


def test_events_are_filtered_by_app(admin: Client, web_app: App) -> None:
    made()
    assert set(found(admin, app=web_app.client_id)) == {"client.created", "client.secret_created"}


def test_every_kind_of_event_is_known_once(db: None) -> None:
    for name in ("b", "a", "b", "c"):
        made(event=name)
    assert audit_events.names() == ["a", "b", "c"]


# Dates


def test_dates_lead_from_years_to_days(admin: Client) -> None:
    made(at=datetime(2025, 12, 30, tzinfo=UTC), event="test.old")
    made(at=datetime(2026, 1, 2, tzinfo=UTC), event="test.new")
    assert "?at__year=2025" in admin.get(AUDIT).content.decode()
    assert found(admin, at__year="2025") == ["test.old"]
    months = admin.get(AUDIT, {"at__year": "2025"}).content.decode()
    assert "December 2025" in months
    assert "November 2025" not in months
    days = admin.get(AUDIT, {"at__year": "2025", "at__month": "12"}).content.decode()
    assert "December 30" in days
    assert "December 29" not in days
    assert "December 30" in admin.get(AUDIT, {"at__year": "2025", "at__month": "12", "at__day": "30"}).content.decode()


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("query", ["at__month=13", "at__year=2026&at__month=13", "at__year=2026&at__day=5"])
def test_a_date_that_is_none_is_no_failure(admin: Client, query: str) -> None:
    assert admin.get(f"{AUDIT}?{query}", follow=True).status_code == 200


# Exporting


def export(browser: Client, name: str, query: str = "") -> Response:
    return send(browser, f"{EXPORT}{query}", format=name)


def text_of(response: Response) -> str:
    assert response.streaming
    return response.getvalue().decode()


def test_the_log_is_exported_as_csv(admin: Client, bob: User) -> None:
    event = made(user_id=bob.pk, user_label="bob", details={"scope": "teams:read"})
    response = export(admin, "csv")
    assert response["Content-Type"].startswith("text/csv")
    assert response["Content-Disposition"].startswith('attachment; filename="audit-')
    rows = list(csv.DictReader(StringIO(text_of(response))))
    assert tuple(rows[0]) == COLUMNS
    row = next(row for row in rows if row["event"] == "test.made")
    assert (row["user_label"], json.loads(row["details"])) == ("bob", {"scope": "teams:read"})
    assert datetime.fromisoformat(row["at"]) == event.at


@pytest.mark.yardstick("L4")
@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(admin: Client, start: str) -> None:
    made(client_label=f'{start}HYPERLINK("https://evil.example")')
    row = next(csv.DictReader(StringIO(text_of(export(admin, "csv", "?event=test.made")), newline="")))
    assert row["client_label"] == f'\'{start}HYPERLINK("https://evil.example")'


@pytest.mark.yardstick("L4")
def test_cells_are_quoted_by_rfc_4180(admin: Client) -> None:
    made(client_label='Acme, "Ltd"\nBoard')
    text = text_of(export(admin, "csv", "?event=test.made"))
    assert '"Acme, ""Ltd""\nBoard"' in text
    assert text.endswith("\r\n")


def test_the_log_is_exported_as_ndjson(admin: Client) -> None:
    made(client_label="=1+1", details={"grants": 2})
    (line,) = text_of(export(admin, "ndjson", "?event=test.made")).splitlines()
    row = json.loads(line)
    assert (tuple(row), row["client_label"], row["details"]) == (COLUMNS, "=1+1", {"grants": 2})


def test_the_filters_of_the_list_hold_for_the_file(admin: Client, bob: User) -> None:
    made(user_id=bob.pk)
    made(event="test.other")
    rows = [json.loads(line) for line in text_of(export(admin, "ndjson", "?q=bob")).splitlines()]
    assert [row["event"] for row in rows] == ["test.made"]


def test_the_list_leads_to_the_export_with_its_filters(admin: Client) -> None:
    assert f"{EXPORT}?outcome__exact=refused" in admin.get(AUDIT, {"outcome__exact": "refused"}).content.decode()


def test_the_export_is_in_the_log_without_what_was_searched(admin: Client, alice: User) -> None:
    export(admin, "csv", "?q=bob")
    (event,) = events("admin.exported")
    assert (event.actor_id, event.details) == (str(alice.pk), {"format": "csv", "filters": ["q"]})


def test_the_rows_are_never_all_in_memory(admin: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hub_oauth.audit_export.CHUNK", 2)
    AuditEvent.objects.bulk_create([AuditEvent(event="test.made") for _ in range(5)])
    parts = list(export(admin, "ndjson", "?event=test.made"))
    assert [part.count(b"\n") for part in parts] == [2, 2, 1]


def test_exporting_has_a_permission_of_its_own(bob: User) -> None:
    browser = staff(bob, "view_auditevent")
    page = browser.get(AUDIT)
    assert EXPORT not in page.content.decode()
    assert browser.get(EXPORT).status_code == 403
    assert not events("admin.exported")
    assert staff(bob, "export_auditevent").get(EXPORT).status_code == 403


@pytest.mark.parametrize("values", [{}, {"format": "xls"}])
def test_another_format_gives_no_file(admin: Client, values: dict[str, str]) -> None:
    page = admin.get(EXPORT)
    assert page.status_code == 200
    assert not send(admin, EXPORT, **{"format": ""} | values).streaming
    assert not events("admin.exported")


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("query", ["?nonsense=1", "?outcome__exact=%00", "?at__year=x"])
@pytest.mark.django_db(transaction=True)
def test_a_filter_that_is_none_is_left_out(admin: Client, query: str) -> None:
    assert admin.get(f"{EXPORT}{query}", follow=True).status_code in (200, 400)


def test_nobody_changes_the_log_here(admin: Client, web_app: App, bob: User) -> None:
    flow.connect(bob, web_app)
    path = f"{AUDIT}{AuditEvent.objects.latest('pk').pk}/"
    assert [admin.get(f"{path}delete/").status_code, admin.get(f"{AUDIT}add/").status_code] == [403, 403]
    assert "delete_selected" not in admin.get(AUDIT).content.decode()


def test_details_are_written_for_reading(admin: Client) -> None:
    event = made(details={"b": 1, "a": "<i>"})
    page = admin.get(f"{AUDIT}{event.pk}/change/").content.decode()
    assert "{\n  &quot;a&quot;: &quot;&lt;i&gt;&quot;,\n  &quot;b&quot;: 1\n}" in page
