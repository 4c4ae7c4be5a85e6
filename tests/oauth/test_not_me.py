"""Where the e-mail about a new app leads: signed in, asked first, then everything of that app ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.views import PasswordChangeView
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from hub_oauth.models import Consent
from tests.support.answers import opens_api
from tests.support.app import App
from tests.support.flow import connect, signed_in
from tests.support.html import form_with
from tests.support.rows import events, nothing_changes
from tests.urls import urlpatterns as of_host

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

urlpatterns = [*of_host, path("password", PasswordChangeView.as_view(), name="password_change")]


def page_of(app: App) -> str:
    return f"/account/apps/{app.client_id}/not-me"


def say_so(user: User, app: App) -> Response:
    browser = signed_in(user)
    form = form_with(browser.get(page_of(app)).content.decode(), "csrfmiddlewaretoken")
    return browser.post(page_of(app), form.fields, follow=True)


@pytest.mark.yardstick("L15")
def test_everything_of_the_app_ends(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    say_so(alice, web_app)
    assert not opens_api(tokens)
    assert Consent.objects.get().revoked_reason == Consent.Reason.REMOVED


def test_it_is_kept_that_it_was_not_the_person(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    say_so(alice, web_app)
    disowned, revoked = events("consent.disowned", "consent.revoked")
    assert disowned.reference == revoked.reference
    assert (disowned.actor_id, disowned.client_id) == (str(alice.pk), web_app.client_id)


@pytest.mark.urls(__name__)
def test_the_person_is_told_to_change_the_password(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    page = say_so(alice, web_app).content.decode()
    assert "Now change your password" in page
    assert 'href="/password"' in page


def test_a_site_without_such_a_page_has_no_link_to_it(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    page = say_so(alice, web_app).content.decode()
    assert "Now change your password" in page
    assert "Change your password</a>" not in page


def test_a_site_may_name_its_page(alice: User, web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "PASSWORD_CHANGE_URL": "/me/password"}
    connect(alice, web_app)
    assert 'href="/me/password"' in say_so(alice, web_app).content.decode()


def test_the_link_of_an_old_e_mail_still_leads_somewhere(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    say_so(alice, web_app)
    with nothing_changes():
        assert "can't use your account any more" in signed_in(alice).get(page_of(web_app)).content.decode()


@pytest.mark.yardstick("L14")
@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_link_removes_nothing(method: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    with nothing_changes():
        assert getattr(signed_in(alice), method)(page_of(web_app)).status_code == 200


@pytest.mark.yardstick("L14")
def test_it_needs_the_csrf_token(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    with nothing_changes():
        assert signed_in(alice).post(page_of(web_app)).status_code == 403


@pytest.mark.yardstick("L14")
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_to_the_app_finds_nothing(method: str, alice: User, bob: User, web_app: App) -> None:
    connect(bob, web_app)
    browser = Client()
    browser.force_login(alice)
    with nothing_changes():
        assert getattr(browser, method)(page_of(web_app)).status_code == 404
        assert getattr(browser, method)("/account/apps/%00/not-me").status_code == 404


def test_a_visitor_signs_in_first(web_app: App) -> None:
    assert Client().get(page_of(web_app)).headers["Location"] == f"/login?next={page_of(web_app)}"


def test_saying_it_twice_is_kept_once(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    browser = signed_in(alice)
    form = form_with(browser.get(page_of(web_app)).content.decode(), "csrfmiddlewaretoken")
    for _ in range(2):
        assert browser.post(page_of(web_app), form.fields).status_code == 302
    assert len(events("consent.disowned")) == 1
