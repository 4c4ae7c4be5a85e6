"""A stolen table of sessions signs nobody in."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError, connection
from django.test import Client

from hub_project.sessions import SessionStore

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("L6")]

PASSWORD = "violet-harbour-27"


@pytest.fixture
def anna() -> User:
    return User.objects.create_user("anna", "anna@example.org", PASSWORD)


@pytest.fixture
def browser(anna: User, client: Client) -> Client:
    client.post("/accounts/login/", {"login": "anna", "password": PASSWORD})
    return client


def opens(key: str) -> bool:
    """Whether this key as a cookie is somebody signed in."""
    browser = Client()
    browser.cookies["sessionid"] = key
    return "/accounts/login/" not in browser.get("/account/apps").headers.get("Location", "")


def test_the_key_in_the_cookie_opens(browser: Client) -> None:
    assert opens(browser.cookies["sessionid"].value)


def test_the_key_in_the_table_opens_nothing(browser: Client) -> None:
    (kept,) = Session.objects.all()
    assert kept.session_key != browser.cookies["sessionid"].value
    assert not opens(kept.session_key)


def test_signing_out_removes_the_session(browser: Client) -> None:
    key = browser.cookies["sessionid"].value
    browser.post("/accounts/logout/")
    assert not opens(key)


@pytest.mark.yardstick("E11")
def test_a_key_that_somebody_made_up_is_not_taken_on(anna: User) -> None:
    browser = Client()
    browser.cookies["sessionid"] = "a" * 32
    browser.post("/accounts/login/", {"login": "anna", "password": PASSWORD})
    assert browser.cookies["sessionid"].value != "a" * 32
    assert not opens("a" * 32)


def test_another_session_with_the_same_key_is_never_made(browser: Client) -> None:
    key = browser.cookies["sessionid"].value
    assert browser.session.exists(key)
    assert not browser.session.exists(Session.objects.get().session_key)


def test_asynchronous_views_find_the_same_session() -> None:
    async_to_sync(asynchronous_life_of_a_session)()


async def asynchronous_life_of_a_session() -> None:
    made = SessionStore()
    await made.aset("colour", "violet")
    await made.asave()
    key = str(made.session_key)
    assert await SessionStore(key).aget("colour") == "violet"
    await SessionStore(key).adelete()
    assert not await SessionStore(key).aexists(key)
    assert await SessionStore(key).aget("colour") is None


def no_updates(execute: Any, sql: str, *more: Any) -> Any:
    if sql.startswith("UPDATE"):
        raise OperationalError("the database does not answer")
    return execute(sql, *more)


def test_a_session_that_the_database_does_not_take_was_not_deleted(db: None) -> None:
    """Django would say so, and people would hear that they signed out (400) instead of to come again (503)."""
    session = SessionStore()
    session.create()
    session["seen"] = True
    with connection.execute_wrapper(no_updates), pytest.raises(OperationalError):
        session.save()
    session.save()


def test_a_session_that_was_deleted_meanwhile_is_not_made_anew(db: None) -> None:
    session = SessionStore()
    session.create()
    Session.objects.all().delete()
    session["seen"] = True
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()
