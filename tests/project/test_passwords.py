"""Passwords are reset by e-mail and changed on a page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from pytest_django.fixtures import Settings

from hub_oauth.models import Grant
from tests.support.app import App
from tests.support.flow import connect
from tests.support.sign_in import (
    NEW_PASSWORD,
    PASSWORD,
    SECOND_STEP,
    SIGN_IN,
    authorize_address,
    is_signed_in,
    link,
    sign_in,
    with_app,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
RESET = "/accounts/password/reset/"
CHANGE = "/accounts/password/change/"


def ask(client: Client, email: str = "anna@example.org", target: str = "") -> None:
    sent = client.post(RESET, {"email": email, **({"next": target} if target else {})})
    assert sent.headers["Location"] == "/accounts/password/reset/done/"


def choose(client: Client) -> str:
    """Open the link from the last e-mail, and set a new password; where that leads."""
    form = client.get(link()).headers["Location"]
    assert client.get(form).status_code == 200
    return client.post(form, {"password1": NEW_PASSWORD}).headers["Location"]


def test_the_link_from_the_email_leads_back_to_the_app(client: Client, anna: User, web_app: App) -> None:
    target = authorize_address(web_app)
    ask(client, target=target)
    assert choose(client) == target
    assert is_signed_in(client)


def test_who_is_sent_on_is_sent_there_once(client: Client, anna: User, web_app: App) -> None:
    ask(client, target=authorize_address(web_app))
    choose(client)
    assert client.get(SIGN_IN).headers["Location"] == "/"


def test_who_remembers_the_password_after_all_goes_on_too(client: Client, anna: User, web_app: App) -> None:
    target = authorize_address(web_app)
    ask(client, target=target)
    assert b"to continue to" in client.get(SIGN_IN).content
    assert sign_in(client, "anna").headers["Location"] == target


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:x"])
def test_the_way_never_leads_to_another_site(client: Client, anna: User, target: str) -> None:
    ask(client, target=target)
    assert choose(client) == "/"


def test_a_reset_does_not_stand_for_the_second_factor(client: Client, anna: User, web_app: App) -> None:
    codes, target = with_app(anna), authorize_address(web_app)
    ask(client, target=target)
    assert choose(client) == SECOND_STEP
    assert not is_signed_in(client)
    assert client.post(SECOND_STEP, {"code": codes[0]}).headers["Location"] == target


def test_a_link_works_once(client: Client, anna: User) -> None:
    ask(client)
    choose(client)
    assert b"out of date, or was used already" in Client().get(link(0)).content


def test_a_link_signs_nobody_out(client: Client, anna: User, alice: User) -> None:
    ask(Client())
    client.force_login(alice)
    client.get(client.get(link()).headers["Location"])
    assert is_signed_in(client)


def test_who_sends_its_form_is_signed_in_as_the_one_it_is_for(client: Client, anna: User, alice: User) -> None:
    ask(Client())
    client.force_login(alice)
    choose(client)
    assert client.session["_auth_user_id"] == str(anna.pk)


def test_that_one_still_owes_the_second_factor(client: Client, anna: User, alice: User) -> None:
    codes = with_app(anna)
    ask(Client())
    client.force_login(alice)
    assert choose(client) == SECOND_STEP
    assert not is_signed_in(client)
    client.post(SECOND_STEP, {"code": codes[0]})
    assert client.session["_auth_user_id"] == str(anna.pk)


def test_an_unknown_address_reads_the_same_and_is_told_in_the_email(client: Client) -> None:
    ask(client, "nobody@example.org")
    assert [message.subject for message in mail.outbox] == ["There is no account with this address"]


@pytest.mark.yardstick("E13")
def test_the_link_leads_to_the_issuer_whatever_host_was_asked(client: Client, anna: User, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    client.post(RESET, {"email": "anna@example.org"}, headers={"Host": "evil.example"})
    body = str(mail.outbox[-1].body)
    assert "evil.example" not in body
    assert f"{settings.HUB_OAUTH['ISSUER']}/accounts/password/reset/key/" in body


def test_one_mailbox_is_not_filled(client: Client, anna: User) -> None:
    for _ in range(5):
        ask(client)
    assert client.post(RESET, {"email": "anna@example.org"}).status_code == 429
    assert len(mail.outbox) == 5


def test_people_change_their_password_and_are_told(client: Client, anna: User) -> None:
    client.force_login(anna)
    changed = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    assert changed.headers["Location"] == "/accounts/2fa/"
    anna.refresh_from_db()
    assert anna.check_password(NEW_PASSWORD)
    assert is_signed_in(client)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["anna@example.org"], "Your password was changed")
    ]


def test_without_the_present_one_nothing_is_changed(client: Client, anna: User) -> None:
    client.force_login(anna)
    page = client.post(CHANGE, {"oldpassword": "wrong", "password1": NEW_PASSWORD})
    assert b"That is not your password." in page.content
    anna.refresh_from_db()
    assert anna.check_password(PASSWORD)
    assert mail.outbox == []


def test_who_has_none_sets_one(client: Client, anna: User) -> None:
    anna.set_unusable_password()
    anna.save()
    client.force_login(anna)
    assert client.get(CHANGE).headers["Location"] == "/accounts/password/set/"
    client.post("/accounts/password/set/", {"password1": NEW_PASSWORD})
    anna.refresh_from_db()
    assert anna.check_password(NEW_PASSWORD)


@pytest.mark.yardstick("H7")
def test_a_reset_disconnects_every_app(client: Client, anna: User, web_app: App) -> None:
    connect(anna, web_app)
    ask(client)
    choose(client)
    assert Grant.objects.get().end_reason == Grant.End.PASSWORD


def test_password_managers_find_the_page(client: Client) -> None:
    assert client.get("/.well-known/change-password").headers["Location"] == CHANGE
