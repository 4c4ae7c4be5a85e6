from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.utils.timezone import now

from hub_oauth.dot.applications import application_model
from hub_oauth.models import ClientProfile
from tests.support import factories
from tests.support.app import App, authorize_params
from tests.support.flow import ask, connect, consent, signed_in
from tests.support.html import form_with
from tests.support.registry import change

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


def test_asking_who_somebody_is_is_signing_in(alice: User, web_app: App) -> None:
    text = text_of(alice, web_app, scope="profile:read")
    assert "Sign in to Acme Planner with Hub" in text
    assert "Allow Acme Planner" not in text


def test_says_what_the_app_will_be_able_to_do(alice: User, web_app: App) -> None:
    text = text_of(alice, web_app)
    assert "This will let Acme Planner : See See your profile" in text
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


@pytest.mark.yardstick("E16")
def test_says_where_one_goes_afterwards(alice: User, web_app: App) -> None:
    assert "After you choose, you go to https://app.example ." in text_of(alice, web_app)


@pytest.mark.yardstick("E16")
def test_a_host_in_other_letters_is_shown_both_ways(alice: User) -> None:
    app = factories.web_app(redirect_uri="https://xn--bcher-kva.example/cb")
    assert "you go to https://xn--bcher-kva.example . In its own letters: bücher.example ." in text_of(alice, app)


@pytest.mark.yardstick("E16")
@pytest.mark.parametrize(
    ("host", "read"),
    [
        ("xn--pple-43d.example", "\u0430pple.example"),  # a Cyrillic letter, then Latin ones
        ("xn--80ak6aa92e.com", "\u0430\u0440\u0440\u04cf\u0435.com"),  # all of them Cyrillic
    ],
)
def test_a_host_that_is_written_to_deceive_is_named_so(host: str, read: str, alice: User) -> None:
    text = text_of(alice, factories.web_app(redirect_uri=f"https://{host}/cb"))
    assert f"you go to https://{host} ." in text
    assert f"It is written to look like {read} , in letters of several alphabets." in text


@pytest.mark.parametrize("website", ["https://acme.example", "https://acme.example/"])
def test_the_website_of_the_app_is_named_by_its_host(website: str, alice: User) -> None:
    assert "Made by Acme Ltd · acme.example Allow" in text_of(
        alice, factories.web_app(publisher="Acme Ltd", website=website)
    )


@pytest.mark.yardstick("E16")
def test_says_since_when_the_app_is_known(alice: User, web_app: App) -> None:
    application_model().objects.update(created=datetime(2026, 5, 3, tzinfo=UTC))
    assert "On Hub since May 2026." in text_of(alice, web_app)


@pytest.mark.yardstick("E16")
def test_says_who_registered_an_app_without_a_publisher(alice: User, bob: User) -> None:
    assert "Registered by Bob Okafor ." in text_of(alice, factories.web_app(owner=bob))
    assert "Registered by" not in text_of(alice, factories.web_app("Acme Board", owner=bob, publisher="Acme Ltd"))


@pytest.mark.yardstick("E16")
def test_says_that_nobody_answers_for_an_app(alice: User, web_app: App) -> None:
    assert "It does not say who makes it." in text_of(alice, web_app)


def test_says_what_the_app_will_never_do(alice: User, web_app: App) -> None:
    assert "It will not be able to see your password or sign in as you." in text_of(alice, web_app)


def test_leads_to_its_privacy_policy_and_terms(alice: User, web_app: App) -> None:
    links = {"privacy_url": "https://acme.example/privacy", "terms_url": "https://acme.example/terms"}
    assert "Privacy policy · Terms of service" in text_of(alice, factories.web_app("Acme Board", **links))
    assert "This app has not provided a privacy policy." in text_of(alice, web_app)


def test_says_how_long_the_access_lasts(alice: User, web_app: App) -> None:
    text = text_of(alice, web_app)
    assert "after 30 days without use. After 180 days it has to connect again." in text


def test_lifetimes_of_the_app_count(alice: User) -> None:
    app = factories.web_app(refresh_idle_lifetime=86_400, refresh_absolute_lifetime=2 * 86_400)
    assert "after 1 day without use. After 2 days it has to connect again." in text_of(alice, app)


@pytest.mark.yardstick("E16")
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
    text = "You are an administrator. This app will get your administrator's access within the permissions below."
    assert text in text_of(alice, web_app)


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


def test_what_a_person_left_out_before_is_offered_again(alice: User) -> None:
    app = factories.web_app(optional_scopes=["teams:read"])
    consent(signed_in(alice), authorize_params(app), scope=[])
    page = ask(signed_in(alice), authorize_params(app))
    assert form_with(page.content.decode(), "request").values["scope"] == ["teams:read"]


@pytest.mark.yardstick("E16")
@pytest.mark.parametrize("prompt", ["consent", "select_account"])
def test_asks_openly_where_nothing_is_new(prompt: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    text = text_of(alice, web_app, prompt=prompt)
    assert "This will let Acme Planner : See See your profile" in text
    assert "Already allowed" not in text
    assert " New " not in text


def test_says_that_an_app_is_not_what_it_was(alice: User) -> None:
    app = factories.web_app(scopes=ALL)
    connect(alice, app, "profile:read")
    change(app, name="Acme Plans")
    text = text_of(alice, app)
    assert "This app changed its name, publisher or address since you allowed it." in text
    assert "Already allowed" not in text


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
