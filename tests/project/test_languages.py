"""Who reads Arabic gets all of a page in Arabic, and the e-mails too; who reads what nobody translated gets English."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.test import Client
from django.utils import translation
from django.utils.formats import date_format
from pytest_django.fixtures import Settings

from hub_oauth import outbox
from hub_project import mails
from hub_teams.models import Team
from tests.support.app import App
from tests.support.flow import FORM, connect
from tests.support.sign_in import SIGN_IN, authorize_address

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]

ARABIC = {"Accept-Language": "ar"}
# What has the same name in every language.
NAMES = {"Hub", "Acme", "Planner", "PKCE", "URI"}
READ_ALOUD = ("alt", "aria-label", "placeholder", "title")


class Words(HTMLParser):
    """What people read on a page; without code, and without what others wrote, which stands in elements of its own."""

    APART = frozenset({"bdi", "code", "style"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += [tag] if tag in self.APART else []
        self.texts += [value or "" for name, value in attrs if name in READ_ALOUD]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.APART:
            self.inside.pop()

    def handle_data(self, data: str) -> None:
        if not self.inside:
            self.texts.append(data)


def latin_words(text: str) -> set[str]:
    """Those of the sentences; addresses have no language."""
    return set(re.findall(r"[A-Za-z]{2,}", re.sub(r"https?://\S+|\S+@\S+", "", text)))


def assert_arabic(page: str) -> None:
    assert re.search(r'<html lang="ar"\s+dir="rtl">', page)
    words = " ".join(Words(page).texts)
    assert re.search("[\u0620-\u064a]{2,}", words)
    assert latin_words(words) <= NAMES


@pytest.fixture
def browser(alice: User) -> Client:
    found = Client(headers=ARABIC)
    found.force_login(alice)
    return found


def test_the_consent_page(browser: Client, web_app: App, team: Team) -> None:
    assert_arabic(browser.get(authorize_address(web_app)).content.decode())


def test_the_sign_in_page(client: Client, web_app: App) -> None:
    answer = client.get(authorize_address(web_app), headers=ARABIC, follow=True)
    assert answer.request["PATH_INFO"] == SIGN_IN
    assert_arabic(answer.content.decode())


@pytest.mark.parametrize("address", ["", "/{client_id}", "/{client_id}/remove", "/{client_id}/not-me"])
def test_the_pages_of_connected_apps(address: str, browser: Client, alice: User, web_app: App, team: Team) -> None:
    connect(alice, web_app)
    address = "/account/apps" + address.format(client_id=web_app.client_id)
    assert_arabic(browser.get(address).content.decode())


@pytest.mark.parametrize("address", ["/", "/accounts/2fa/", "/accounts/email/", "/accounts/password/change/"])
def test_the_pages_of_an_account(address: str, browser: Client) -> None:
    assert_arabic(browser.get(address, follow=True).content.decode())


def test_an_error_page_but_for_what_the_protocol_says(browser: Client, web_app: App) -> None:
    answer = browser.get(authorize_address(web_app, client_id="nobody"))
    assert answer.status_code == 400
    assert_arabic(re.sub(r"<dt>(error|error_description|error_uri|client_id)</dt>", "", answer.content.decode()))


def test_the_protocol_speaks_english(client: Client) -> None:
    """RFC 6749 §5.2: an error_description is ASCII."""
    said = [client.post("/api/oauth/token", b"", FORM, headers=language).json() for language in (ARABIC, {})]
    assert said[0] == said[1]
    assert said[0]["error_description"].isascii()


@pytest.mark.parametrize("name", mails.MAILS)
def test_the_emails_about_an_account(name: str) -> None:
    with translation.override("ar"):
        message = mails.render(f"account/email/{name}", "anna@example.org", {"key": "key", "uid": "1"})
    assert latin_words(str(message.subject)) == set()
    assert latin_words(str(message.body)) <= {"Hub", "UTC"}


def arabic(user: User) -> str:
    return "ar"


def test_an_email_about_an_app_is_in_the_persons_language(
    alice: User, web_app: App, settings: Settings, django_capture_on_commit_callbacks: Any
) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "LANGUAGE_OF": arabic}
    with django_capture_on_commit_callbacks(execute=True):
        connect(alice, web_app)
    outbox.drain()
    [message] = mail.outbox
    assert message.subject == "يمكن لتطبيق Acme Planner الآن استخدام حسابك على Hub"
    assert latin_words(str(message.body)) <= {"Hub", "Acme", "Planner", "UTC", "alice"}


def test_a_moment_begins_with_the_day() -> None:
    with translation.override("ar"):
        assert date_format(datetime(2026, 3, 14, 9, 5, tzinfo=UTC), "DATETIME_FORMAT").startswith("14 ")


def test_a_language_that_nobody_translated_is_english(client: Client) -> None:
    page = client.get(SIGN_IN, headers={"Accept-Language": "fi"}).content.decode()
    assert re.search(r'<html lang="en"\s+dir="ltr">', page)
    assert "Forgot your password?" in page
