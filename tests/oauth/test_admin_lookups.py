"""Filters of the lists in the admin, written into the URL by anybody."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from tests.support.admin import APPS, AUDIT, CONSENTS, administrator
from tests.support.html import form_with

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
@pytest.mark.parametrize("year", ["0", "99999", "x"])
def test_a_year_that_is_none_filters_nothing(alice: User, path: str, name: str, year: str) -> None:
    assert administrator(alice).get(path, {name: year}, follow=True).status_code == 200


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
