"""Signing in and out of the site."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django.fixtures import Settings

from tests.support.app import App, authorize_params

pytestmark = pytest.mark.django_db

SIGN_IN = "/accounts/login/"
PASSWORD = "violet-harbour-27"


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # The real one is slow on purpose.


@pytest.fixture(autouse=True)
def forget_attempts() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def anna() -> User:
    """As an administrator or a script makes people: nothing of allauth's own beside them."""
    return User.objects.create_user("anna", "anna@example.org", PASSWORD)


def sign_in(client: Client, login: str, password: str = PASSWORD, target: str = "") -> HttpResponse:
    response = client.post(SIGN_IN, {"login": login, "password": password, **({"next": target} if target else {})})
    assert isinstance(response, HttpResponse)
    return response


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["anna", "anna@example.org", "ANNA@example.org"])
def test_people_made_by_the_orm_sign_in_by_either_name(client: Client, anna: User, login: str) -> None:
    response = sign_in(client, login)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert is_signed_in(client)


def test_people_made_by_createsuperuser_sign_in(client: Client) -> None:
    User.objects.create_superuser("root", "", PASSWORD)
    sign_in(client, "root")
    assert is_signed_in(client)


def test_signing_in_leaves_no_message_for_the_consent_page(client: Client, anna: User) -> None:
    sign_in(client, "anna")
    assert b'role="status"' not in client.get("/").content


@pytest.mark.yardstick("E11")
def test_the_way_leads_on_to_where_the_person_wanted(client: Client, anna: User) -> None:
    assert sign_in(client, "anna", target="/account/apps").headers["Location"] == "/account/apps"


@pytest.mark.yardstick("E13")
@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:x",
        "http:x",
    ],
)
def test_the_way_never_leads_to_another_site(client: Client, anna: User, target: str) -> None:
    assert sign_in(client, "anna", target=target).headers["Location"] == "/"


@pytest.mark.yardstick("E12")
def test_nobody_is_signed_in_by_a_form_from_elsewhere(anna: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    for token in ({}, {"csrfmiddlewaretoken": "x" * 64}):
        response = browser.post(SIGN_IN, {"login": "anna", "password": PASSWORD, **token})
        assert response.status_code == 403
        assert not is_signed_in(browser)


@pytest.mark.parametrize("login", ["anna", "anna@example.org", "nobody", "nobody@example.org"])
def test_a_wrong_password_and_an_unknown_name_read_the_same(client: Client, anna: User, login: str) -> None:
    response = sign_in(client, login, "wrong")
    assert b"That e-mail or user name and password don&#x27;t match." in response.content
    assert not is_signed_in(client)


def test_somebody_turned_off_is_not_signed_in(client: Client, anna: User) -> None:
    User.objects.update(is_active=False)
    sign_in(client, "anna")
    assert not is_signed_in(client)


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client: Client, anna: User) -> None:
    for _ in range(5):
        sign_in(client, "anna", "wrong")
    assert b"Too many attempts. Try again in 5 minutes." in sign_in(client, "anna").content
    assert not is_signed_in(client)


def test_the_admin_signs_in_through_the_same_door(client: Client) -> None:
    assert client.get("/admin/login/?next=/admin/").headers["Location"].startswith(SIGN_IN)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(SIGN_IN)


def test_the_admin_takes_no_password_of_its_own(client: Client) -> None:
    User.objects.create_superuser("root", "", PASSWORD)
    client.post("/admin/login/", {"username": "root", "password": PASSWORD})
    assert not is_signed_in(client)


def test_nobody_signs_up(client: Client) -> None:
    response = client.post("/accounts/signup/", {"username": "eve", "email": "e@example.org", "password1": PASSWORD})
    assert b"Accounts are made by administrators" in response.content
    assert not User.objects.filter(username="eve").exists()


def test_signing_out_says_that_apps_keep_their_access(client: Client, anna: User) -> None:
    client.force_login(anna)
    response = client.post("/accounts/logout/", follow=True)
    assert b"Apps you connected keep their access." in response.content
    assert not is_signed_in(client)


def test_a_link_signs_nobody_out(client: Client, anna: User) -> None:
    client.force_login(anna)
    client.get("/accounts/logout/")
    assert is_signed_in(client)


def test_people_change_their_password(client: Client, anna: User) -> None:
    client.force_login(anna)
    new = "amber-lantern-64"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    anna.refresh_from_db()
    assert anna.check_password(new)


def test_the_page_names_the_app_that_waits(client: Client, web_app: App) -> None:
    target = f"{reverse('hub_oauth:authorize')}?{urlencode(authorize_params(web_app))}"
    page = client.get(SIGN_IN, {"next": target}).content.decode()
    assert "to continue to <strong>" in page


@pytest.mark.parametrize("over", [{"client_id": "unknown"}, {"redirect_uri": "https://evil.example/"}])
def test_the_page_names_no_app_that_could_not_go_on(client: Client, web_app: App, over: dict[str, str]) -> None:
    target = f"{reverse('hub_oauth:authorize')}?{urlencode(authorize_params(web_app) | over)}"
    assert b"to continue to" not in client.get(SIGN_IN, {"next": target}).content


@pytest.mark.yardstick("E13")
@pytest.mark.parametrize("target", ["https://[", "//[", "https://[evil]/", "http://[::1"])
def test_a_target_that_can_not_be_read_leads_home(client: Client, anna: User, target: str) -> None:
    assert client.get(SIGN_IN, {"next": target}).status_code == 200
    response = sign_in(client, "anna", target=target)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
