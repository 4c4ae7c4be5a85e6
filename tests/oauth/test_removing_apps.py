from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.models import Consent, Grant
from tests.support.answers import error_of, opens_api
from tests.support.app import App, authorize_params
from tests.support.flow import ask, code_for, connect, redeem, refresh, signed_in
from tests.support.html import form_with
from tests.support.rows import events, nothing_changes

APPS = "/account/apps"


def path_of(app: App) -> str:
    return f"{APPS}/{app.client_id}/remove"


def remove(user: User, app: App, **over: Any) -> Any:
    """Open the page and press the button."""
    browser = signed_in(user)
    form = form_with(browser.get(path_of(app)).content.decode(), "csrfmiddlewaretoken")
    return browser.post(path_of(app), {**form.fields, **over})


@pytest.mark.yardstick("L14")
@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_page_removes_nothing(method: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    with nothing_changes():
        assert getattr(signed_in(alice), method)(path_of(web_app)).status_code == 200


@pytest.mark.yardstick("L14")
def test_removing_needs_the_csrf_token(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    with nothing_changes():
        assert signed_in(alice).post(path_of(web_app)).status_code == 403


@pytest.mark.yardstick("L14")
@pytest.mark.parametrize("method", ["get", "post"])
def test_app_of_somebody_else_is_not_found(method: str, alice: User, bob: User, web_app: App) -> None:
    connect(bob, web_app)
    browser = Client()
    browser.force_login(alice)
    with nothing_changes():
        assert getattr(browser, method)(path_of(web_app)).status_code == 404


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize(
    "client_id", ["nobody", "%00", "%ff", "%F0%9F%A6%8A", "..", "x" * 9999], ids=lambda value: value[:9]
)
def test_app_that_does_not_exist_is_not_found(client_id: str, alice: User) -> None:
    assert signed_in(alice).get(f"{APPS}/{client_id}/remove").status_code == 404


@pytest.mark.yardstick("L15")
def test_everything_below_ends_at_once(alice: User, web_app: App) -> None:
    tokens, code = connect(alice, web_app), code_for(alice, web_app)
    remove(alice, web_app)
    assert not opens_api(tokens)
    assert error_of(refresh(web_app, tokens["refresh_token"])) == (400, "invalid_grant")
    assert error_of(redeem(web_app, code)) == (400, "invalid_grant")
    assert ask(signed_in(alice), authorize_params(web_app)).status_code == 200
    assert not Grant.objects.filter(ended_at=None).exists()


def test_other_apps_and_people_keep_theirs(alice: User, bob: User, web_app: App, spa_app: App) -> None:
    kept = [connect(bob, web_app), connect(alice, spa_app)]
    connect(alice, web_app)
    remove(alice, web_app)
    assert all(opens_api(tokens) for tokens in kept)


def test_removing_is_kept_and_said(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    response = remove(alice, web_app)
    assert (response.status_code, response.headers["Location"]) == (302, APPS)
    consent = Consent.objects.get()
    assert (consent.revoked_by, consent.revoked_reason) == (alice, Consent.Reason.REMOVED)
    [event] = events("consent.revoked")
    assert (event.actor_id, event.reason, event.details) == (str(alice.pk), "removed", {"grants": 1})


def test_list_tells_that_it_was_removed(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    browser = signed_in(alice)
    form = form_with(browser.get(path_of(web_app)).content.decode(), "csrfmiddlewaretoken")
    page = browser.post(path_of(web_app), form.fields, follow=True).content.decode()
    assert "Acme Planner can no longer use your account." in page


def test_removing_twice_is_not_found(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    browser = signed_in(alice)
    form = form_with(browser.get(path_of(web_app)).content.decode(), "csrfmiddlewaretoken")
    assert browser.post(path_of(web_app), form.fields).status_code == 302
    with nothing_changes():
        assert browser.post(path_of(web_app), form.fields).status_code == 404
