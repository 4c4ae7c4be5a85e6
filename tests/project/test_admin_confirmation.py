"""On the site a dangerous act in the admin is confirmed by the account's own means: password, code or passkey."""

from __future__ import annotations

from datetime import datetime, timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.models import ClientSecret
from hub_oauth.sign_ins import SIGNED_IN_AT
from tests.support.admin import page_of
from tests.support.app import App
from tests.support.html import form_with
from tests.support.sign_in import PASSWORD

pytestmark = pytest.mark.yardstick("L13")


@pytest.fixture
def admin(anna: User) -> Client:
    """An administrator who signed in an hour ago."""
    anna.is_staff = anna.is_superuser = True
    anna.save()
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(anna)
    wait(browser)
    return browser


def wait(browser: Client) -> None:
    session = browser.session
    session[SIGNED_IN_AT] = (datetime.fromisoformat(session[SIGNED_IN_AT]) - timedelta(hours=1)).isoformat()
    session.save()


def test_a_page_is_opened_by_showing_it_on_the_accounts_own_page(admin: Client, web_app: App) -> None:
    path = page_of(web_app, "secrets")
    elsewhere = admin.get(path)["Location"]
    assert elsewhere == f"/accounts/reauthenticate/?next={quote(path, safe='')}"
    form = form_with(admin.get(elsewhere).content.decode(), "password").fields
    assert admin.post(elsewhere, {**form, "password": PASSWORD})["Location"] == path
    assert admin.get(path).status_code == 200


def test_whoever_cancels_it_is_back_in_the_admin(admin: Client, web_app: App) -> None:
    asked = admin.get(admin.get(page_of(web_app, "secrets"))["Location"]).content.decode()
    assert '<a class="button" href="/admin/">Cancel</a>' in asked
    own = admin.get("/accounts/reauthenticate/?next=/accounts/2fa/").content.decode()
    assert '<a class="button" href="/accounts/2fa/">Cancel</a>' in own


def test_a_form_that_comes_too_late_is_confirmed_where_it_stands(admin: Client, web_app: App) -> None:
    path = page_of(web_app, "turn_off")
    token = form_with(admin.get("/admin/").content.decode(), "csrfmiddlewaretoken").fields
    page = admin.post(path, {**token, "reason": "It spams."}).content.decode()
    assert "passkey" not in page  # she has none
    admin.post(path, {**form_with(page, "hub_then").fields, "hub_password": PASSWORD})
    assert "It spams." in admin.get(page_of(web_app)).content.decode()


@pytest.mark.parametrize("password", ["wrong", ""])
def test_without_the_password_nothing_is_done(admin: Client, web_app: App, password: str) -> None:
    path = page_of(web_app, "secrets")
    token = form_with(admin.get("/admin/").content.decode(), "csrfmiddlewaretoken").fields
    page = admin.post(path, {**token, "after": str(ClientSecret.objects.get().pk)}).content.decode()
    refused = admin.post(path, {**form_with(page, "hub_then").fields, "hub_password": password})
    assert refused.status_code == 403
    assert ClientSecret.objects.count() == 1


def test_the_admin_has_no_door_of_its_own_to_guess_at(client: Client, anna: User) -> None:
    anna.is_staff = True
    anna.save()
    answer = client.post("/admin/login/", {"username": "anna", "password": PASSWORD, "next": "/admin/"})
    assert answer["Location"] == "/accounts/login/?next=%2Fadmin%2F"
    assert "_auth_user_id" not in client.session


def test_an_administrators_password_is_guessed_five_times_and_no_more(client: Client, anna: User) -> None:
    anna.is_staff = True
    anna.save()
    for _ in range(5):
        client.post("/accounts/login/?next=/admin/", {"login": "anna", "password": "guessed"})
    client.post("/accounts/login/?next=/admin/", {"login": "anna", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
