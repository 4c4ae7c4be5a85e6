from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import consents
from hub_oauth.audit import SYSTEM
from hub_oauth.models import Consent
from tests.support.answers import opens_api
from tests.support.app import App
from tests.support.flow import connect, signed_in
from tests.support.registry import disable
from tests.support.rows import nothing_changes
from tests.support.time import age

APPS = "/account/apps"


def path_of(app: App) -> str:
    return f"{APPS}/{app.client_id}/remove"


def listed(user: User) -> str:
    return signed_in(user).get(APPS).content.decode()


def test_list_is_empty_at_first(alice: User) -> None:
    assert "No apps can use your account." in listed(alice)


def test_list_says_which_app_can_do_what(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    page = listed(alice)
    assert "Acme Planner" in page
    assert "See your profile" in page
    assert "See your teams" in page
    assert "Change who is in your teams" not in page
    assert f'href="{path_of(web_app)}"' in page


def test_list_is_one_row_an_app(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    connect(alice, web_app)
    assert listed(alice).count(path_of(web_app)) == 1


def test_list_holds_nobody_elses_apps(alice: User, bob: User, web_app: App) -> None:
    connect(bob, web_app)
    assert "Acme Planner" not in listed(alice)


def test_list_holds_no_app_whose_consent_is_over(alice: User, web_app: App, spa_app: App) -> None:
    for app in (web_app, spa_app):
        connect(alice, app)
    removed, ended = Consent.objects.order_by("pk")
    consents.withdraw(removed, reason=Consent.Reason.REMOVED, act=SYSTEM)
    Consent.objects.filter(pk=ended.pk).update(ends_at=ended.granted_at)
    assert "No apps can use your account." in listed(alice)


def test_list_holds_an_app_that_is_turned_off(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    disable(web_app)
    assert "Acme Planner" in listed(alice)


def test_list_says_when_an_app_was_last_used(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    Consent.objects.update(last_used_at=None)
    assert "Not used yet" in listed(alice)
    assert opens_api(tokens)
    assert "Last used" in listed(alice)


def test_app_used_last_comes_first(alice: User, web_app: App, spa_app: App) -> None:
    for app in (web_app, spa_app):
        connect(alice, app)
    age(Consent.objects.get(application__client_id=spa_app.client_id), days=1)
    page = listed(alice)
    assert page.index("Acme Planner") < page.index("Acme Board")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_list_is_only_read(method: str, alice: User) -> None:
    assert getattr(Client(), method)(APPS).status_code == 405


def test_visitor_signs_in_first(web_app: App) -> None:
    assert Client().get(APPS).headers["Location"] == "/login?next=/account/apps"
    assert Client().get(path_of(web_app)).headers["Location"].startswith("/login?next=/account/apps/")


@pytest.mark.parametrize("path", ["", "/{client_id}/remove"], ids=["list", "remove"])
def test_authorization_header_is_refused(path: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    address = APPS + path.format(client_id=web_app.client_id)
    with nothing_changes():
        response = signed_in(alice).get(address, headers={"Authorization": "Bearer x"})
    assert response.status_code == 400
