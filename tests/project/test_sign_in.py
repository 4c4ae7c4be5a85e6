"""Signing in and out of the site."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from tests.support.app import App
from tests.support.html import form_with
from tests.support.sign_in import PASSWORD, SIGN_IN, authorize_address, is_signed_in, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]


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
    assert (
        b"That e-mail or user name and password don&#x27;t match. Check them, or reset your password."
        in response.content
    )
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


def test_signing_out_says_that_apps_keep_their_access(client: Client, anna: User) -> None:
    client.force_login(anna)
    response = client.post("/accounts/logout/", follow=True)
    assert b"Apps you connected keep their access." in response.content
    assert not is_signed_in(client)


def test_a_link_signs_nobody_out(client: Client, anna: User) -> None:
    client.force_login(anna)
    client.get("/accounts/logout/")
    assert is_signed_in(client)


def test_the_page_names_the_app_that_waits(client: Client, web_app: App) -> None:
    page = client.get(SIGN_IN, {"next": authorize_address(web_app)}).content.decode()
    assert "to continue to <strong>" in page


@pytest.mark.parametrize("over", [{"client_id": "unknown"}, {"redirect_uri": "https://evil.example/"}])
def test_the_page_names_no_app_that_could_not_go_on(client: Client, web_app: App, over: dict[str, str]) -> None:
    target = authorize_address(web_app, **over)
    assert b"to continue to" not in client.get(SIGN_IN, {"next": target}).content


@pytest.mark.yardstick("E13")
@pytest.mark.parametrize("target", ["https://[", "//[", "https://[evil]/", "http://[::1"])
def test_a_target_that_can_not_be_read_leads_home(client: Client, anna: User, target: str) -> None:
    assert client.get(SIGN_IN, {"next": target}).status_code == 200
    response = sign_in(client, "anna", target=target)
    assert (response.status_code, response.headers["Location"]) == (302, "/")


def test_the_app_may_hint_who_signs_in(client: Client, web_app: App) -> None:
    target = authorize_address(web_app, login_hint='anna"@example.org')
    assert 'value="anna&quot;@example.org"' in client.get(SIGN_IN, {"next": target}).content.decode()


def test_no_other_page_may_hint(client: Client) -> None:
    assert b'value="anna"' not in client.get(SIGN_IN, {"next": "/account/apps?login_hint=anna"}).content


def test_a_refused_form_keeps_the_name_and_not_the_password(client: Client, anna: User) -> None:
    page = sign_in(client, "anna", "a wrong one").content.decode()
    assert 'value="anna"' in page
    assert "a wrong one" not in page


def test_a_refused_form_says_so_where_the_page_begins(client: Client, anna: User) -> None:
    page = sign_in(client, "anna", "wrong").content.decode()
    assert 'role="alert" tabindex="-1" autofocus' in " ".join(page.split())


def test_password_managers_and_passkeys_know_the_fields(client: Client) -> None:
    page = client.get(SIGN_IN).content.decode()
    assert 'autocomplete="username webauthn"' in page
    assert 'autocomplete="current-password"' in page


def test_other_ways_in_keep_the_way_on(client: Client, web_app: App, settings: Settings) -> None:
    settings.HUB_SIGN_UP_IS_OPEN = True
    page = client.get(SIGN_IN, {"next": authorize_address(web_app)}).content.decode()
    for path in ("/accounts/signup/", "/accounts/password/reset/"):
        assert f'href="{path}?next=%2Fapi%2Foauth%2Fauthorize' in page


def test_who_switches_the_account_reads_that_nothing_was_shared(client: Client, anna: User, web_app: App) -> None:
    sign_in(client, "anna")
    consent = client.get(authorize_address(web_app)).content.decode()
    form = form_with(consent, "next").fields
    page = client.post("/account/switch", form, follow=True).content.decode()
    assert "You are signed out, and nothing was shared with" in page
    assert not is_signed_in(client)
    assert "nothing was shared" not in client.get(SIGN_IN, {"next": authorize_address(web_app)}).content.decode()
