"""Filters of the lists in the admin, written into the URL by anybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from hub_oauth.models import AuditEvent, ClientProfile
from hub_teams.models import Team
from tests.support.admin import APPS, AUDIT, CONSENTS, administrator
from tests.support.app import App
from tests.support.html import form_with
from tests.support.rows import nothing_changes

TEAMS = "/admin/hub_teams/team/"


@pytest.mark.yardstick("J7")
@pytest.mark.django_db(transaction=True)  # what a database refuses would end the transaction of a test
@pytest.mark.parametrize(
    ("path", "name"),
    [(AUDIT, "event"), (AUDIT, "client_id"), (AUDIT, "outcome__exact"), (APPS, "kind__exact"), (CONSENTS, "q")],
)
def test_a_value_that_can_not_be_read_filters_nothing(alice: User, path: str, name: str) -> None:
    response = administrator(alice).get(path, {name: "\0"}, follow=True)
    assert response.status_code == 200


@pytest.mark.yardstick("J7")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("path", "name"), [(AUDIT, "at__year"), (CONSENTS, "granted_at__year")])
@pytest.mark.parametrize("year", ["0", "99999", "x", "9" * 30, "1e400"])
def test_a_year_that_is_none_filters_nothing(alice: User, path: str, name: str, year: str) -> None:
    assert administrator(alice).get(path, {name: year}, follow=True).status_code == 200


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize(("path", "name"), [(AUDIT, "at"), (CONSENTS, "granted_at")])
@pytest.mark.parametrize("day", ["", "31"])
def test_the_last_month_that_there_is_filters_nothing(alice: User, path: str, name: str, day: str) -> None:
    dates = {f"{name}__year": "9999", f"{name}__month": "12", **({f"{name}__day": day} if day else {})}
    assert administrator(alice).get(path, dates, follow=True).status_code == 200


@pytest.mark.yardstick("J7")
def test_a_field_that_no_filter_reads_filters_nothing(alice: User) -> None:
    assert administrator(alice).get(APPS, {"logo": "x"}, follow=True).status_code == 200


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000])
@pytest.mark.parametrize(
    "path", [f"{APPS}%s/delete/", f"{APPS}%s/change/", f"{CONSENTS}%s/revoke/", f"{TEAMS}%s/change/"]
)
def test_a_number_that_no_row_can_have_names_no_row(alice: User, path: str, number: str) -> None:
    browser = administrator(alice)
    token = form_with(browser.get("/admin/").content.decode(), "csrfmiddlewaretoken").fields
    assert browser.get(path % number).status_code in (302, 404)
    assert browser.post(path % number, token).status_code in (302, 404)


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("spelling", ["_2B1", "+1", "1_0A"])
@pytest.mark.parametrize("path", [APPS, AUDIT, TEAMS])
def test_a_key_has_one_spelling(alice: User, team: Team, web_app: App, path: str, spelling: str) -> None:
    rows: dict[str, Any] = {APPS: ClientProfile, AUDIT: AuditEvent, TEAMS: Team}
    key = spelling.replace("1", str(rows[path].objects.values_list("pk", flat=True).first()))
    assert administrator(alice).get(f"{path}{key}/change/").status_code == 302


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("ticked", ["x", "", "\0", "1.5"])
@pytest.mark.parametrize(("path", "action"), [(CONSENTS, "revoke_selected"), (TEAMS, "delete_selected")])
def test_a_tick_that_is_no_key_is_a_bad_request(alice: User, team: Team, path: str, action: str, ticked: str) -> None:
    browser = administrator(alice)
    token = form_with(browser.get("/admin/").content.decode(), "csrfmiddlewaretoken").fields
    with nothing_changes():
        answer = browser.post(path, {**token, "action": action, "_selected_action": ticked, "index": "0"})
    assert answer.status_code == 400
