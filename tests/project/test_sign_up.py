"""Who makes an account by themselves confirms their address; whom an administrator makes does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import User
from django.core import mail
from django.core.management import call_command
from django.test import Client
from pytest_django.fixtures import Settings

from tests.support.app import App
from tests.support.sign_in import PASSWORD, SIGN_UP, authorize_address, is_signed_in, link, sign_in, sign_up

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
SENT = "/accounts/confirm-email/"


class Meanwhile:
    """What passwords are looked at with last: here somebody else is quicker, after the form was found to be sound."""

    act: Callable[[], object] | None = None

    def validate(self, password: str, user: object = None) -> None:
        act, Meanwhile.act = Meanwhile.act, None
        if act:
            act()

    def get_help_text(self) -> str:
        return ""


@pytest.fixture(autouse=True)
def is_open(settings: Settings) -> None:
    settings.HUB_SIGN_UP_IS_OPEN = True


def test_the_link_from_the_email_leads_back_to_the_app(client: Client, web_app: App) -> None:
    target = authorize_address(web_app)
    assert sign_up(client, "dora", target).headers["Location"] == SENT
    assert not is_signed_in(client)
    confirmed = client.post(link())
    assert (confirmed.status_code, confirmed.headers["Location"]) == (302, target)
    assert is_signed_in(client)


def test_a_link_that_is_only_opened_confirms_nothing(client: Client) -> None:
    sign_up(client, "dora")
    assert b"dora@example.org" in client.get(link()).content
    assert not EmailAddress.objects.filter(verified=True).exists()


def test_another_browser_confirms_and_is_asked_to_sign_in(client: Client) -> None:
    sign_up(client, "dora")
    elsewhere = Client()
    assert elsewhere.post(link()).headers["Location"] == "/accounts/login/"
    assert not is_signed_in(elsewhere)
    sign_in(elsewhere, "dora")
    assert is_signed_in(elsewhere)


def test_who_confirms_elsewhere_and_signs_in_here_goes_on_too(client: Client, web_app: App) -> None:
    target = authorize_address(web_app)
    sign_up(client, "dora", target)
    Client().post(link())
    assert sign_in(client, "dora").headers["Location"] == target
    client.logout()
    assert sign_in(client, "dora").headers["Location"] == "/"


def test_a_link_works_once(client: Client) -> None:
    sign_up(client, "dora")
    client.post(link())
    assert b"out of date, or was used already" in Client().get(link()).content
    assert Client().post(link()).status_code == 404


def test_a_link_signs_nobody_out(client: Client, anna: User) -> None:
    sign_up(Client(), "dora")
    client.force_login(anna)
    client.get(link())
    assert is_signed_in(client)


@pytest.mark.parametrize("login", ["dora", "dora@example.org"])
def test_without_confirming_nobody_signs_in(client: Client, login: str) -> None:
    sign_up(client, "dora")
    assert sign_in(client, login).headers["Location"] == SENT
    assert not is_signed_in(client)


def test_an_address_that_has_an_account_reads_like_any_other(client: Client, anna: User) -> None:
    assert sign_up(client, "dora", email="anna@example.org").headers["Location"] == SENT
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["anna@example.org"], "You have an account already")
    ]
    assert list(User.objects.all()) == [anna]


@pytest.fixture
def meanwhile(settings: Settings) -> type[Meanwhile]:
    settings.AUTH_PASSWORD_VALIDATORS = [{"NAME": f"{__name__}.Meanwhile"}]
    return Meanwhile


def test_an_address_that_two_sign_up_with_at_once_is_confirmed_for_neither(
    client: Client, meanwhile: type[Meanwhile]
) -> None:
    meanwhile.act = lambda: sign_up(Client(), "dora")
    assert sign_up(client, "eve", email="dora@example.org").headers["Location"] == SENT
    assert sign_in(client, "eve").headers["Location"] == SENT
    assert not is_signed_in(client)
    assert {address.user.username: address.verified for address in EmailAddress.objects.all()} == {
        "dora": False,
        "eve": False,
    }


def test_a_form_sent_twice_at_once_makes_one_account(client: Client, meanwhile: type[Meanwhile]) -> None:
    meanwhile.act = lambda: sign_up(Client(), "dora")
    assert sign_up(client, "dora").headers["Location"] == SENT
    assert [user.username for user in User.objects.all()] == ["dora"]
    assert not is_signed_in(client)


def test_an_address_that_would_be_cut_makes_no_account(client: Client) -> None:
    assert b'class="error"' in sign_up(client, "dora", email=f"{'x' * 245}@x.example").content
    assert not is_signed_in(client)
    assert not User.objects.exists()


def test_a_weak_password_makes_no_account(client: Client) -> None:
    assert b"This password is too common." in sign_up(client, "dora", password="password").content
    assert not User.objects.exists()
    assert mail.outbox == []


@pytest.mark.parametrize("username", ["anna@example.org", "Admin", "ANNA", "anna b", "", ".", "..", "аnna", "аса"])
def test_a_name_that_misleads_makes_no_account(client: Client, anna: User, username: str) -> None:
    assert b'class="error"' in sign_up(client, username, email="dora@example.org").content
    assert list(User.objects.all()) == [anna]
    assert mail.outbox == []


@pytest.mark.parametrize("username", ["анна", "آنا", "李娜", "zoé", "anna-2"])
def test_a_name_may_be_in_any_alphabet(client: Client, username: str) -> None:
    sign_up(client, username, email="dora@example.org")
    assert User.objects.get().username == username


def test_where_it_is_closed_nobody_signs_up(client: Client, settings: Settings) -> None:
    settings.HUB_SIGN_UP_IS_OPEN = False
    assert b"Accounts are made by administrators" in sign_up(client, "eve").content
    assert SIGN_UP.encode() not in client.get("/accounts/login/").content
    assert not User.objects.exists()
    assert mail.outbox == []


def test_too_many_from_one_address_have_to_wait(client: Client, settings: Settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip"}
    sign_up(client, "dora")
    refused = sign_up(client, "eve")
    assert (refused.status_code, refused.headers["Retry-After"]) == (429, "60")
    assert not User.objects.filter(username="eve").exists()


def test_a_server_that_takes_no_emails_loses_no_account(client: Client, settings: Settings) -> None:
    unreachable(settings)
    page = client.get(sign_up(client, "dora").headers["Location"]).content.decode()
    assert "We can&#x27;t send you an e-mail right now." in page
    assert User.objects.filter(username="dora").exists()


def unreachable(settings: Settings) -> None:
    """A real server program would have to listen there; port 9 refuses."""
    from hub_project import mailers

    told = mailers.settings({"EMAIL_BACKEND": SMTP, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 9})
    for name, value in told.items():
        setattr(settings, name, value)


SMTP = "django.core.mail.backends.smtp.EmailBackend"


class TestMadeByAnAdministrator:
    def test_they_sign_in_at_once(self, client: Client, anna: User) -> None:
        sign_in(client, "anna@example.org")
        assert is_signed_in(client)
        assert mail.outbox == []

    def test_so_do_those_of_createsuperuser(self, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
        call_command("createsuperuser", username="root", email="Root@example.org", interactive=False, verbosity=0)
        sign_in(client, "root")
        assert is_signed_in(client)

    def test_so_do_those_whom_the_admin_adds(self, client: Client, admin_client: Client) -> None:
        form = {"username": "bert", "password1": PASSWORD, "password2": PASSWORD, "usable_password": "true"}
        admin_client.post("/admin/auth/user/add/", form)
        sign_in(client, "bert")
        assert is_signed_in(client)

    def test_so_do_two_with_one_address(self, client: Client, anna: User) -> None:
        User.objects.create_user("anna2", "anna@example.org", PASSWORD)
        for username in ("anna", "anna2"):
            client.logout()
            sign_in(client, username)
            assert is_signed_in(client)

    def test_their_address_counts_as_confirmed_and_is_kept_as_written(self, client: Client, anna: User) -> None:
        User.objects.update(email="Anna@Example.org")
        sign_in(client, "anna")
        assert list(EmailAddress.objects.values_list("email", "verified", "primary")) == [
            ("anna@example.org", True, True)
        ]
        anna.refresh_from_db()
        assert anna.email == "Anna@Example.org"

    def test_an_address_that_an_administrator_changes_replaces_the_former(self, client: Client, anna: User) -> None:
        sign_in(client, "anna")
        User.objects.update(email="anna@new.example")
        sign_in(Client(), "anna")
        assert list(EmailAddress.objects.values_list("email", flat=True)) == ["anna@new.example"]
