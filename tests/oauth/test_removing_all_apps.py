from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.models import Consent, Grant
from tests.support.answers import opens_api
from tests.support.app import App
from tests.support.flow import connect, signed_in
from tests.support.html import form_with
from tests.support.rows import events, nothing_changes

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = pytest.mark.django_db

PATH = "/account/apps/all/remove"
HISTORY = "/account/apps/removed"


def remove_all(user: User) -> Response:
    browser = signed_in(user)
    form = form_with(browser.get(PATH).content.decode(), "csrfmiddlewaretoken")
    return browser.post(PATH, form.fields, follow=True)


@pytest.mark.yardstick("L15")
def test_everything_ends_at_once(alice: User, web_app: App, spa_app: App) -> None:
    tokens = [connect(alice, app) for app in (web_app, spa_app)]
    page = remove_all(alice).content.decode()
    assert "2 apps can no longer use your account." in page
    assert not any(map(opens_api, tokens))
    assert not Grant.objects.filter(ended_at=None).exists()
    assert [event.reason for event in events("consent.revoked")] == ["removed", "removed"]


def test_other_people_keep_theirs(alice: User, bob: User, web_app: App) -> None:
    kept = connect(bob, web_app)
    connect(alice, web_app)
    remove_all(alice)
    assert opens_api(kept)


def test_it_is_asked_first_and_all_are_named(alice: User, web_app: App, spa_app: App) -> None:
    for app in (web_app, spa_app):
        connect(alice, app)
    with nothing_changes():
        page = signed_in(alice).get(PATH).content.decode()
    assert "Remove the access of all 2 apps?" in page
    assert "Acme Planner" in page
    assert "Acme Board" in page


def test_where_there_is_none_there_is_nothing_to_ask(alice: User) -> None:
    assert signed_in(alice).get(PATH).headers["Location"] == "/account/apps"


@pytest.mark.yardstick("L14")
def test_it_needs_the_csrf_token(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    with nothing_changes():
        assert signed_in(alice).post(PATH).status_code == 403


@pytest.mark.yardstick("L14")
@pytest.mark.parametrize("method", ["put", "delete"])
def test_other_methods_do_nothing(method: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    with nothing_changes():
        assert getattr(signed_in(alice), method)(PATH).status_code == 405


def test_history_tells_what_ended_and_why(alice: User, web_app: App, spa_app: App) -> None:
    connect(alice, web_app)
    remove_all(alice)
    connect(alice, spa_app)
    Consent.objects.filter(revoked_at=None).update(ends_at=Consent.objects.latest("pk").granted_at)
    page = signed_in(alice).get(HISTORY).content.decode()
    assert page.index("Acme Board") < page.index("Acme Planner")
    assert "Its access reached the end date." in page
    assert "You removed its access." in page


def test_history_is_ones_own_and_holds_nothing_that_stands(alice: User, bob: User, web_app: App) -> None:
    connect(bob, web_app)
    remove_all(bob)
    connect(alice, web_app)
    assert "You have not removed any app." in signed_in(alice).get(HISTORY).content.decode()


def test_a_visitor_signs_in_first(db: None) -> None:
    for path in (PATH, HISTORY):
        assert Client().get(path).headers["Location"].startswith("/login?next=/account/apps/")
