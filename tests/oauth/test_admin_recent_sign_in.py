"""Dangerous acts in the admin ask whoever signed in a while ago to show once more who it is."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from hub_oauth.models import ClientSecret, Consent
from hub_oauth.sign_ins import SIGNED_IN_AT
from tests.support.admin import ACME, ADD, APPS, CONSENTS, administrator, events, page_of, profile_of, staff
from tests.support.app import App
from tests.support.factories import PASSWORD
from tests.support.flow import connect
from tests.support.html import form_with
from tests.support.registry import disable
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.yardstick("L13")
PAGE = "hub_oauth/admin/recent_sign_in.html"


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def wait(browser: Client, **delta: float) -> None:
    """Let time pass since the sign-in."""
    session = browser.session
    session[SIGNED_IN_AT] = (datetime.fromisoformat(session[SIGNED_IN_AT]) - timedelta(**delta)).isoformat()
    session.save()


def token_of(browser: Client) -> dict[str, str]:
    return form_with(browser.get("/admin/").content.decode(), "csrfmiddlewaretoken").fields


def asks(response: Any) -> bool:
    return PAGE in [template.name for template in response.templates]


def confirm(browser: Client, path: str, response: Any, password: str = PASSWORD) -> Any:
    form = form_with(response.content.decode(), "hub_then").values
    return browser.post(path, {**form, "hub_password": password})


@pytest.mark.parametrize(("minutes", "asked"), [(14, False), (16, True)])
def test_a_dangerous_page_wants_a_sign_in_of_the_last_quarter_of_an_hour(
    admin: Client, web_app: App, minutes: int, asked: bool
) -> None:
    wait(admin, minutes=minutes)
    assert asks(admin.get(page_of(web_app, "secrets"))) is asked


def test_how_recent_is_a_setting(admin: Client, web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ADMIN_RECENT_LOGIN": 60}
    wait(admin, minutes=2)
    assert asks(admin.get(page_of(web_app, "secrets")))


def test_after_the_password_the_page_opens_and_stays_open(admin: Client, web_app: App) -> None:
    path = page_of(web_app, "secrets")
    wait(admin, hours=1)
    response = confirm(admin, path, admin.get(path))
    assert (response.status_code, response["Location"]) == (302, path)
    assert not asks(admin.get(path))


def test_a_form_that_comes_too_late_is_sent_on_after_the_password(admin: Client, web_app: App) -> None:
    path = page_of(web_app, "secrets")
    form = form_with(admin.get(path).content.decode(), "after").fields
    wait(admin, hours=1)
    asked = admin.post(path, form)
    assert asks(asked)
    assert ClientSecret.objects.count() == 1
    assert confirm(admin, path, asked).context["secret"].startswith("hub_cs_")
    assert ClientSecret.objects.count() == 2


def test_what_was_typed_is_carried_as_it_was(admin: Client, web_app: App) -> None:
    path = page_of(web_app, "turn_off")
    form = form_with(admin.get(path).content.decode(), "reason").fields
    wait(admin, hours=1)
    typed = ['"><b>It spams.\r\nA lot.', "twice"]
    asked = admin.post(path, {**form, "reason": typed})
    assert form_with(asked.content.decode(), "hub_then").values["reason"] == typed


def test_a_wrong_password_does_nothing_and_is_in_the_audit_log(admin: Client, web_app: App, alice: User) -> None:
    path = page_of(web_app, "secrets")
    form = form_with(admin.get(path).content.decode(), "after").fields
    wait(admin, hours=1)
    refused = confirm(admin, path, admin.post(path, form), "wrong")
    assert (refused.status_code, asks(refused)) == (403, True)
    assert ClientSecret.objects.count() == 1
    (event,) = events("admin.confirmation_failed")
    assert (event.outcome, event.actor_id, "wrong" in str(event.details)) == ("refused", str(alice.pk), False)
    assert form_with(refused.content.decode(), "hub_then").fields["after"] == form["after"]


def test_passwords_are_tried_so_many_times_an_hour(admin: Client, web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "THROTTLES": {"admin.confirm": "1/d"}}
    path = page_of(web_app, "secrets")
    wait(admin, hours=1)
    confirm(admin, path, admin.get(path), "wrong")
    refused = confirm(admin, path, admin.get(path))
    assert (refused.status_code, int(refused["Retry-After"]) > 0) == (429, True)
    assert len(events("admin.confirmation_failed")) == 1
    assert asks(admin.get(path))


def test_the_confirmation_sent_twice_opens_the_page_and_acts_never(admin: Client, web_app: App) -> None:
    path = page_of(web_app, "secrets")
    wait(admin, hours=1)
    form = form_with(admin.get(path).content.decode(), "hub_then").fields
    for _ in range(2):
        assert admin.post(path, {**form, "hub_password": PASSWORD}).status_code == 302
    assert ClientSecret.objects.count() == 1


def test_the_password_of_somebody_else_confirms_nothing(admin: Client, bob: User, web_app: App) -> None:
    bob.set_password("bob's own")
    bob.save()
    wait(admin, hours=1)
    path = page_of(web_app, "secrets")
    assert confirm(admin, path, admin.get(path), "bob's own").status_code == 403


def test_no_password_is_asked_of_whoever_may_not_do_it_anyway(bob: User, web_app: App) -> None:
    browser = staff(bob, "view_clientprofile")
    wait(browser, hours=1)
    assert browser.get(page_of(web_app, "secrets")).status_code == 403


def test_every_dangerous_page_asks(admin: Client, web_app: App, spa_app: App) -> None:
    disable(spa_app)
    secret = ClientSecret.objects.get().pk
    paths = [page_of(web_app, name) for name in ("secrets", "turn_off", "turn_on")]
    paths += [ADD, f"{page_of(web_app, 'secrets')}{secret}/revoke/", page_of(spa_app, "delete")]
    wait(admin, hours=1)
    with nothing_changes():
        for path in paths:
            assert asks(admin.get(path)), path
            assert asks(admin.post(path, token_of(admin))), path


def test_revoking_consents_asks_and_goes_on_with_those_that_were_chosen(admin: Client, bob: User, web_app: App) -> None:
    connect(bob, web_app)
    wait(admin, hours=1)
    chosen = {"consents": str(Consent.objects.get().pk), "confirmed": "yes", "reason": "It spams."}
    path = f"{CONSENTS}revoke/"
    asked = admin.post(path, {**token_of(admin), **chosen})
    assert asks(asked)
    assert Consent.objects.get().revoked_at is None
    confirm(admin, path, asked)
    assert Consent.objects.get().revoked_at is not None


@pytest.mark.parametrize("way", ["_2B{}", "+{}", "{}_0A", " {}", "0{}"])
def test_no_other_spelling_of_an_app_s_key_goes_round_the_question(admin: Client, web_app: App, way: str) -> None:
    wait(admin, hours=1)
    form = {**token_of(admin), **ACME, "redirect_uris": "https://evil.example/callback"}
    with nothing_changes():
        response = admin.post(f"{APPS}{way.format(profile_of(web_app).pk)}/change/", form)
    assert response.status_code == 302
    assert asks(admin.post(page_of(web_app), form))


def test_the_page_of_an_app_registers_no_other_one(admin: Client, web_app: App) -> None:
    form = form_with(admin.get(ADD).content.decode(), "ticket").fields | ACME
    form |= {"name": "Another", "redirect_uris": web_app.redirect_uri, "_saveasnew": "yes"}
    wait(admin, hours=1)
    with nothing_changes():
        assert admin.post(page_of(web_app), form).status_code == 400
