"""What the e-mails about accounts say, and that none is missing."""

from __future__ import annotations

import re
from pathlib import Path

import allauth.account
import allauth.mfa
import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from pytest_django.fixtures import Settings

from hub_project import mails
from tests.project.test_sign_up import unreachable
from tests.support.sign_in import NEW_PASSWORD, PASSWORD, link, reauthenticate, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
# Of what this site does not offer: codes by e-mail in the place of links.
NOT_OFFERED = {"login_code", "password_reset_code"}
CONTEXT = {"key": "key", "uid": "1", "username": "anna", "ip": "192.0.2.1", "to_email": "b@example.org"}


def names_in_allauth() -> set[str]:
    folders = [Path(package.__path__[0]) for package in (allauth.account, allauth.mfa)]
    files = [file.read_text() for folder in folders for file in folder.rglob("*.py")]
    return {name for text in files for name in re.findall(r'"(?:account|mfa)/email/(\w+)"', text)}


def part(message: EmailMultiAlternatives, kind: str) -> str:
    sent = message.message()
    found = next(one for one in sent.walk() if one.get_content_type() == kind)
    return str(found.get_payload(decode=True).decode())  # type: ignore[union-attr]  # of a part without parts


def test_every_email_of_allauth_has_its_words() -> None:
    assert names_in_allauth() - NOT_OFFERED - set(mails.MAILS) == set()


@pytest.mark.parametrize("name", mails.MAILS)
def test_each_says_the_same_as_text_and_as_html(name: str, settings: Settings) -> None:
    message = mails.render(f"account/email/{name}", "anna@example.org", CONTEXT)
    text, html = part(message, "text/plain"), part(message, "text/html")
    assert settings.HUB_OAUTH["ISSUER"] in text
    assert re.findall(r"https?://\S+", text) == [*{*re.findall(r'href="([^"]+)"', html)}]
    assert "%(" not in text + html


def test_what_a_person_writes_is_text_in_the_html() -> None:
    message = mails.render("account/email/password_reset_key", "x@example.org", {**CONTEXT, "username": "<b>&amp;"})
    assert "“<b>&amp;”" in part(message, "text/plain")
    assert "“&lt;b&gt;&amp;amp;”" in part(message, "text/html")


def test_a_notice_says_when_and_from_where(client: Client, anna: User) -> None:
    client.force_login(anna)
    form = {"oldpassword": PASSWORD, "password1": NEW_PASSWORD}
    client.post("/accounts/password/change/", form, REMOTE_ADDR="192.0.2.7", headers={"User-Agent": "evil.example"})
    body = str(mail.outbox[-1].body)
    assert "from the address 192.0.2.7." in body
    assert "evil.example" not in body


def test_a_server_that_takes_none_stops_no_change(
    client: Client, anna: User, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    client.force_login(anna)
    unreachable(settings)
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": NEW_PASSWORD})
    anna.refresh_from_db()
    assert anna.check_password(NEW_PASSWORD)
    assert "An e-mail (account/email/password_changed) could not be sent: ConnectionRefusedError" in caplog.text
    assert "anna@" not in caplog.text


class TestChangingTheAddress:
    ADDRESS = "/accounts/email/"

    @pytest.fixture
    def annas(self, client: Client, anna: User) -> Client:
        sign_in(client, "anna")
        reauthenticate(client)
        return client

    def test_the_new_one_counts_once_it_is_confirmed(self, annas: Client, anna: User) -> None:
        annas.post(self.ADDRESS, {"action_add": "1", "email": "new@example.org"})
        anna.refresh_from_db()
        assert anna.email == "anna@example.org"
        assert b"new@example.org" in annas.get(self.ADDRESS).content
        annas.post(link())
        anna.refresh_from_db()
        assert anna.email == "new@example.org"

    def test_both_addresses_hear_of_it(self, annas: Client) -> None:
        annas.post(self.ADDRESS, {"action_add": "1", "email": "new@example.org"})
        annas.post(link())
        assert [(message.to[0], message.subject) for message in mail.outbox] == [
            ("new@example.org", "Confirm your e-mail address"),
            ("anna@example.org", "Your e-mail address was changed"),
        ]

    def test_it_may_be_taken_back(self, annas: Client, anna: User) -> None:
        annas.post(self.ADDRESS, {"action_add": "1", "email": "new@example.org"})
        annas.post(self.ADDRESS, {"action_remove": "1", "email": "new@example.org"})
        assert b"new@example.org" not in annas.get(self.ADDRESS).content
        assert Client().post(link(0)).status_code == 404

    def test_a_page_that_is_out_of_date_takes_no_confirmed_one_away(self, annas: Client, anna: User) -> None:
        annas.post(self.ADDRESS, {"action_add": "1", "email": "new@example.org"})
        annas.post(link())
        annas.post(self.ADDRESS, {"action_remove": "1", "email": "new@example.org"})
        anna.refresh_from_db()
        assert anna.email == "new@example.org"
        assert b"new@example.org" in annas.get(self.ADDRESS).content

    def test_first_the_person_shows_who_they_are_and_types_nothing_again(self, client: Client, anna: User) -> None:
        sign_in(client, "anna")
        asked = client.post(self.ADDRESS, {"action_add": "1", "email": "new@example.org"})
        assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
        assert mail.outbox == []
        reauthenticate(client, target=self.ADDRESS)
        assert [message.to for message in mail.outbox] == [["new@example.org"]]
