"""Which requests wait how long for the database, and what is said of the site's health."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.db import OperationalError, connection
from django.test import Client
from pytest_django.fixtures import Settings

from hub_project.postgresql import patience
from tests.support.admin import AUDIT, administrator, send
from tests.support.flow import signed_in

pytestmark = pytest.mark.django_db

ELSEWHERE = {"host": "10.0.0.1:8000"}  # how something that looks after processes knows one


@contextmanager
def patience_of_statements() -> Iterator[list[float | None]]:
    """What was left of it at each statement; None where nothing is limited."""
    found: list[float | None] = []

    def note(execute: Any, *statement: Any) -> Any:
        left = patience.of_request.get()
        found.append(None if left is None else left.left)
        return execute(*statement)

    with connection.execute_wrapper(note):
        yield found


def test_a_request_waits_as_long_as_the_site_says(alice: User, settings: Settings) -> None:
    settings.HUB_DATABASE_TIMEOUT = 7
    browser = signed_in(alice)
    with patience_of_statements() as found:
        browser.get("/account/apps")
    assert set(found) == {7}


def test_a_page_of_the_admin_has_longer_once_it_is_known_who_asks(alice: User) -> None:
    browser = administrator(alice)
    with patience_of_statements() as found:
        browser.get("/admin/auth/user/")
    assert found[0] == 2
    assert found[-1] == 30


def test_who_may_not_see_the_admin_has_no_longer_there(alice: User) -> None:
    browser = signed_in(alice)
    with patience_of_statements() as found:
        browser.get("/admin/")
    assert set(found) == {2}


def test_what_is_streamed_takes_as_long_as_it_takes(alice: User) -> None:
    exported: Any = send(administrator(alice), f"{AUDIT}export/", format="ndjson")
    with patience_of_statements() as found:
        assert b"admin.exported" in b"".join(exported.streaming_content)
    assert set(found) == {None}


@pytest.mark.parametrize("name", ["live", "ready"])
def test_a_site_that_serves_says_so_to_whoever_asks_at_whatever_address(name: str, settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get(f"/health/{name}", headers=ELSEWHERE)
    assert (response.status_code, response.json()) == (200, {"status": "ok"})
    assert response.headers["Cache-Control"] == "no-store"


def test_without_its_database_it_lives_and_is_not_ready() -> None:
    def lost(*statement: Any) -> Any:
        raise OperationalError

    with connection.execute_wrapper(lost):
        live, ready = (Client().get(f"/health/{name}", headers=ELSEWHERE) for name in ("live", "ready"))
    assert live.status_code == 200
    assert (ready.status_code, ready.json()) == (503, {"status": "unavailable"})
    assert ready.headers["Retry-After"] == "5"


@pytest.mark.parametrize(("seconds", "warns"), [(2, False), (10, False), (11, True)])
def test_a_time_in_which_every_worker_may_stand_still_is_warned_of(
    settings: Settings, seconds: int, warns: bool
) -> None:
    settings.HUB_DATABASE_TIMEOUT = seconds
    found = {message.id for message in run_checks(include_deployment_checks=True)}
    assert ("hub_project.W002" in found) is warns
