"""A second factor: set up, asked for at sign-in, and kept so that a copy of the database opens nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from tests.support.app import App
from tests.support.html import form_with
from tests.support.sign_in import (
    NEW_PASSWORD,
    REAUTHENTICATE,
    SECOND_STEP,
    SECRET,
    app_code,
    authorize_address,
    factors,
    is_signed_in,
    reauthenticate,
    sign_in,
    with_app,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords", "stopped_clock")]
ACTIVATE = "/accounts/2fa/totp/activate/"
DEACTIVATE = "/accounts/2fa/totp/deactivate/"
CODES = "/accounts/2fa/recovery-codes/"
SECURITY = "/accounts/2fa/"
Committed = Callable[..., AbstractContextManager[Any]]


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Committed) -> Committed:
    """What waits for the end of the transaction is done, though the one of the test never ends so."""
    return django_capture_on_commit_callbacks


@pytest.fixture
def annas(client: Client, anna: User) -> Client:
    """Her browser; she has just shown that it is she."""
    sign_in(client, "anna")
    reauthenticate(client)
    return client


def secret_on(page: str) -> str:
    return page.partition('<code class="reference" dir="ltr">')[2].partition("</code>")[0].strip()


class TestSettingUp:
    def test_an_app_is_added_with_a_code_from_it(self, annas: Client, anna: User, committed: Committed) -> None:
        page = annas.get(ACTIVATE).content.decode()
        assert 'src="data:image/svg+xml;base64,' in page
        with committed(execute=True):
            added = annas.post(ACTIVATE, {"code": app_code(secret=secret_on(page))})
        assert added.headers["Location"] == CODES
        assert factors(anna) == ["recovery_codes", "totp"]
        assert mail.outbox[-1].subject == "An authenticator app was added"

    def test_a_wrong_code_adds_nothing_and_keeps_the_secret(self, annas: Client, anna: User) -> None:
        before = secret_on(annas.get(ACTIVATE).content.decode())
        page = annas.post(ACTIVATE, {"code": "000000"}).content.decode()
        assert "That code or key does not fit." in page
        assert secret_on(page) == before
        assert factors(anna) == []

    def test_first_the_person_shows_who_they_are_and_comes_back(self, client: Client, anna: User) -> None:
        sign_in(client, "anna")
        assert (
            client.get(ACTIVATE).headers["Location"] == f"{REAUTHENTICATE}?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
        )
        assert b"That is not your password." in reauthenticate(client, "wrong", ACTIVATE).content
        assert reauthenticate(client, target=ACTIVATE).headers["Location"] == ACTIVATE

    def test_a_code_shows_it_too(self, client: Client, anna: User) -> None:
        with_app(anna)
        client.force_login(anna)
        shown = client.post("/accounts/2fa/reauthenticate/", {"code": app_code(), "next": CODES})
        assert shown.headers["Location"] == CODES
        assert client.get(CODES).status_code == 200

    def test_it_is_removed_with_the_codes_that_stand_in_for_it(self, annas: Client, anna: User) -> None:
        with_app(anna)
        assert annas.post(DEACTIVATE).headers["Location"] == SECURITY
        assert factors(anna) == []
        assert mail.outbox[-1].subject == "Your authenticator app was removed"

    def test_recovery_codes_are_shown_downloaded_and_made_anew(
        self, annas: Client, anna: User, committed: Committed
    ) -> None:
        codes = with_app(anna)
        page, file = annas.get(CODES).content.decode(), annas.get(f"{CODES}download/")
        assert [code in page for code in codes] == [True] * 10
        assert file.content.decode().split() == codes
        assert "no-store" in file.headers["Cache-Control"]
        with committed(execute=True):
            annas.post(f"{CODES}generate/")
        assert [code in annas.get(CODES).content.decode() for code in codes] == [False] * 10
        assert mail.outbox[-1].subject == "You have new recovery codes"

    def test_with_it_the_address_stays_as_it_is(self, annas: Client, anna: User) -> None:
        with_app(anna)
        page = annas.post("/accounts/email/", {"action_add": "1", "email": "eve@example.org"}).content
        assert b"Turn off your second factors first" in page
        assert mail.outbox == []


class TestSigningIn:
    def test_the_code_leads_on_to_the_app(self, client: Client, anna: User, web_app: App) -> None:
        with_app(anna)
        target = authorize_address(web_app)
        assert sign_in(client, "anna", target=target).headers["Location"] == SECOND_STEP
        assert not is_signed_in(client)
        assert client.post(SECOND_STEP, {"code": app_code()}).headers["Location"] == target
        assert b"Allow" in client.get(target).content

    def test_a_recovery_code_does_so_once(self, client: Client, anna: User, web_app: App) -> None:
        code, target = with_app(anna)[0], authorize_address(web_app)
        sign_in(client, "anna", target=target)
        assert client.post(SECOND_STEP, {"code": code}).headers["Location"] == target
        second = Client()
        sign_in(second, "anna")
        assert b"That code or key does not fit." in second.post(SECOND_STEP, {"code": code}).content
        assert not is_signed_in(second)

    def test_a_code_from_the_app_does_so_once_too(self, client: Client, anna: User) -> None:
        with_app(anna)
        for browser, signed_in in ((client, True), (Client(), False)):
            sign_in(browser, "anna")
            browser.post(SECOND_STEP, {"code": app_code()})
            assert is_signed_in(browser) is signed_in

    def test_after_five_wrong_codes_the_right_one_has_to_wait(self, client: Client, anna: User) -> None:
        codes = with_app(anna)
        sign_in(client, "anna")
        for _ in range(5):
            client.post(SECOND_STEP, {"code": "00000000"})
        assert b"Too many attempts. Try again in 5 minutes." in client.post(SECOND_STEP, {"code": codes[0]}).content
        assert not is_signed_in(client)

    def test_an_app_that_asks_for_a_new_sign_in_gets_one_with_both_steps(
        self, client: Client, anna: User, web_app: App
    ) -> None:
        codes, target = with_app(anna), authorize_address(web_app, prompt="login")
        client.force_login(anna)
        again = form_with(client.get(target).content.decode(), "next")
        door = client.post(again.action, again.fields).headers["Location"]
        sign_in(client, "anna", target=parse_qs(urlsplit(door).query)["next"][0])
        assert client.post(SECOND_STEP, {"code": codes[0]}).headers["Location"] == target
        assert b"Allow" in client.get(target).content

    def test_another_app_meanwhile_is_the_one_to_go_on_to(
        self, client: Client, anna: User, web_app: App, spa_app: App
    ) -> None:
        codes, second = with_app(anna), authorize_address(spa_app)
        sign_in(client, "anna", target=authorize_address(web_app))
        assert client.get("/accounts/login/", {"next": second}).headers["Location"] == SECOND_STEP
        assert client.post(SECOND_STEP, {"code": codes[0]}).headers["Location"] == second

    def test_who_cancels_may_sign_in_as_somebody_else_for_the_same_app(
        self, client: Client, anna: User, web_app: App
    ) -> None:
        with_app(anna)
        target = authorize_address(web_app)
        sign_in(client, "anna", target=target)
        cancel = form_with(client.get(SECOND_STEP).content.decode(), "next")
        address = client.post(cancel.action, cancel.fields).headers["Location"]
        assert parse_qs(urlsplit(address).query)["next"] == [target]
        assert b"to continue to" in client.get(address).content

    def test_the_password_alone_never_opens_an_account_page(self, client: Client, anna: User) -> None:
        with_app(anna)
        sign_in(client, "anna")
        for address in (SECURITY, CODES, "/account/apps", "/accounts/password/change/"):
            assert client.get(address).headers["Location"].startswith("/accounts/login/")

    @pytest.mark.yardstick("L13")
    def test_the_admin_asks_for_it_too(self, client: Client, anna: User) -> None:
        User.objects.update(is_staff=True, is_superuser=True)
        with_app(anna)
        assert sign_in(client, "anna", target="/admin/").headers["Location"] == SECOND_STEP
        assert client.get("/admin/").status_code == 302
        assert client.post(SECOND_STEP, {"code": app_code()}).headers["Location"] == "/admin/"
        assert client.get("/admin/").status_code == 200


class TestKeeping:
    def test_the_database_holds_no_secret_in_clear(self, anna: User) -> None:
        codes = with_app(anna)
        kept = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
        assert SECRET not in kept
        assert [code for code in codes if code in kept] == []

    def test_a_secret_key_that_was_replaced_still_opens_it(
        self, client: Client, anna: User, settings: Settings
    ) -> None:
        with_app(anna)
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW_PASSWORD, [settings.SECRET_KEY]
        sign_in(client, "anna")
        client.post(SECOND_STEP, {"code": app_code()})
        assert is_signed_in(client)

    @pytest.mark.parametrize("secret", [SECRET, "", "A" * 32])
    def test_without_it_no_code_fits(self, client: Client, anna: User, settings: Settings, secret: str) -> None:
        with_app(anna)
        settings.SECRET_KEY = NEW_PASSWORD
        sign_in(client, "anna")
        page = client.post(SECOND_STEP, {"code": app_code(secret=secret)})
        assert b"That code or key does not fit." in page.content
        assert not is_signed_in(client)

    def test_an_administrator_removes_a_lost_one_and_sees_nothing_of_it(self, admin_client: Client, anna: User) -> None:
        with_app(anna)
        lost = Authenticator.objects.get(type="totp")
        address = f"/admin/mfa/authenticator/{lost.pk}/"
        page = admin_client.get(f"{address}change/").content.decode()
        assert lost.data["secret"] not in page
        admin_client.post(f"{address}delete/", {"post": "yes"})
        assert factors(anna) == ["recovery_codes"]

    def test_an_administrator_makes_none_up(self, admin_client: Client) -> None:
        assert admin_client.get("/admin/mfa/authenticator/add/").status_code == 403
