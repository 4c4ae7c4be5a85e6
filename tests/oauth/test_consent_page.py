from __future__ import annotations

import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.utils.timezone import now

from hub_oauth.models import ClientProfile
from tests.support import factories
from tests.support.app import App, authorize_params
from tests.support.flow import ask, connect, signed_in

ALL = ("profile:read", "teams:read", "teams:write")


def text_of(user: User, app: App, **over: str | None) -> str:
    """What a person reads on the consent page, in one line."""
    page = ask(signed_in(user), authorize_params(app, **over))
    assert page.status_code == 200, page.content
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page.content.decode().partition("<body>")[2])).split())


def test_names_the_app(alice: User, web_app: App) -> None:
    assert "Allow Acme Planner to use your Hub account?" in text_of(alice, web_app)


@pytest.mark.yardstick("E12")
def test_shows_who_is_signed_in_and_another_way(alice: User, web_app: App) -> None:
    assert "Signed in as Alice Silva ( alice@example.org ) Use another account" in text_of(alice, web_app)


def test_says_what_the_app_will_be_able_to_do(alice: User, web_app: App) -> None:
    text = text_of(alice, web_app)
    assert "See your profile Your user name, e-mail address and display name." in text
    assert "See your teams Team names, their members and your role." in text
    assert "Change who is in your teams" not in text


def test_shows_only_what_is_asked_for(alice: User, web_app: App) -> None:
    assert "See your teams" not in text_of(alice, web_app, scope="profile:read")


def test_marks_what_is_sensitive(alice: User) -> None:
    text = text_of(alice, factories.web_app(scopes=ALL))
    assert "Change who is in your teams Sensitive" in text
    assert text.count("Sensitive") == 1


def test_quotes_the_purpose_that_the_app_gives(alice: User) -> None:
    app = factories.web_app(scope_purposes={"teams:read": "to show your team on the board"})
    assert "Acme Planner says: to show your team on the board" in text_of(alice, app)


def test_says_where_one_goes_afterwards(alice: User, web_app: App) -> None:
    assert "After you choose, you go to https://app.example ." in text_of(alice, web_app)


def test_says_how_long_the_access_lasts(alice: User, web_app: App) -> None:
    text = text_of(alice, web_app)
    assert "after 30 days without use. After 180 days it has to connect again." in text


def test_lifetimes_of_the_app_count(alice: User) -> None:
    app = factories.web_app(refresh_idle_lifetime=86_400, refresh_absolute_lifetime=2 * 86_400)
    assert "after 1 day without use. After 2 days it has to connect again." in text_of(alice, app)


def test_shows_publisher_and_website(alice: User) -> None:
    app = factories.web_app(publisher="Acme Ltd", website="https://acme.example")
    assert "Made by Acme Ltd · acme.example" in text_of(alice, app)


@pytest.mark.yardstick("L1")
def test_texts_of_the_app_are_escaped(alice: User) -> None:
    app = factories.web_app(name='"><script>alert(1)</script>', publisher="{{ 7*7 }}<img src=x>")
    page = ask(signed_in(alice), authorize_params(app)).content.decode()
    assert "<script" not in page
    assert "<img" not in page
    assert "{{ 7*7 }}" in page


def test_warns_of_an_app_that_nobody_checked(alice: User, web_app: App) -> None:
    text = text_of(alice, web_app)
    assert "Not verified" in text
    assert "Hub has not checked this app." in text


def test_does_not_warn_of_a_verified_app(alice: User) -> None:
    text = text_of(alice, factories.web_app(verified_at=now()))
    assert "Verified by Hub" in text
    assert "has not checked" not in text


def test_warns_an_administrator(alice: User, web_app: App) -> None:
    User.objects.update(is_staff=True)
    assert "You are an administrator." in text_of(alice, web_app)


def test_warns_nobody_else_of_being_one(alice: User, web_app: App) -> None:
    assert "administrator" not in text_of(alice, web_app)


def test_warns_of_an_app_on_the_own_computer(alice: User, native_app: App, web_app: App) -> None:
    assert "This app runs on your own computer." in text_of(alice, native_app)
    assert "This app runs on your own computer." not in text_of(alice, web_app)


def test_warns_of_an_app_on_the_device(alice: User) -> None:
    app = factories.native_app(redirect_uri="com.example.desk:/cb")
    text = text_of(alice, app)
    assert "This app opens on this device." in text
    assert "you go to com.example.desk: ." in text


def test_offers_optional_scopes_ticked(alice: User) -> None:
    app = factories.web_app(optional_scopes=["teams:read"])
    page = ask(signed_in(alice), authorize_params(app)).content.decode()
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page)
    assert boxes == ['<input type="checkbox" name="scope" value="teams:read" checked>']


@pytest.mark.yardstick("E17")
def test_cancel_comes_first(alice: User, web_app: App) -> None:
    page = ask(signed_in(alice), authorize_params(web_app)).content.decode()
    assert re.findall(r'name="decision"\s+value="(\w+)"', page) == ["deny", "allow"]


def test_asks_again_only_for_what_is_new(alice: User) -> None:
    app = factories.web_app(scopes=ALL)
    connect(alice, app, "profile:read teams:read")
    text = text_of(alice, app)
    assert "Change who is in your teams Sensitive New" in text
    assert "Already allowed (2) See your profile" in text


def test_form_carries_only_csrf_token_and_signed_request(alice: User, web_app: App) -> None:
    page = ask(signed_in(alice), authorize_params(web_app)).content.decode()
    form = page.partition('action="/api/oauth/authorize"')[2].partition("</form>")[0]
    assert re.findall(r'<input type="hidden" name="(\w+)"', form) == ["csrfmiddlewaretoken", "request"]


@pytest.mark.yardstick("E17")
def test_page_loads_no_script(alice: User, web_app: App) -> None:
    assert b"<script" not in ask(signed_in(alice), authorize_params(web_app)).content


def test_name_that_changed_since_is_the_one_shown(alice: User, web_app: App) -> None:
    profile = ClientProfile.objects.get()
    profile.application.name = "Acme Plans"
    profile.application.save()
    assert "Allow Acme Plans to use" in text_of(alice, web_app)
