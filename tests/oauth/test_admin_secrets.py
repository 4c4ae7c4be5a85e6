"""Secrets in the Django admin: made, shown once, revoked."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import secrets
from hub_oauth.audit import SYSTEM
from hub_oauth.models import ClientSecret
from hub_oauth.protocol import tokens
from tests.support.admin import administrator, events, everything_kept, page_of, profile_of, secret_in, send
from tests.support.app import App
from tests.support.html import form_with


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def revoke_path(app: App) -> str:
    return f"{page_of(app, 'secrets')}{ClientSecret.objects.get().pk}/revoke/"


def test_a_new_secret_works_beside_the_old_one(admin: Client, web_app: App) -> None:
    raw = secret_in(send(admin, page_of(web_app, "secrets"), "after"))
    application = profile_of(web_app).application
    assert secrets.verify(application, raw)
    assert secrets.verify(application, str(web_app.secret))


@pytest.mark.yardstick("L5", "L6")
def test_a_new_secret_is_kept_as_a_digest_only(admin: Client, web_app: App, alice: User) -> None:
    raw = secret_in(send(admin, page_of(web_app, "secrets"), "after"))
    secret = ClientSecret.objects.get(digest=tokens.digest(raw))
    assert (secret.created_by, secret.last_four) == (alice, raw[-4:])
    assert raw not in everything_kept()


def test_the_page_with_a_new_secret_is_not_stored(admin: Client, web_app: App) -> None:
    assert "no-store" in send(admin, page_of(web_app, "secrets"), "after")["Cache-Control"]


def test_sending_the_form_again_makes_no_secret(admin: Client, native_app: App, web_app: App) -> None:
    path = page_of(web_app, "secrets")
    form = form_with(admin.get(path).content.decode(), "after").fields
    admin.post(path, form)
    secrets.revoke(ClientSecret.objects.latest("pk"), act=SYSTEM)  # so that a third would not be one too many
    assert admin.post(path, form).status_code == 409
    assert ClientSecret.objects.count() == 2


@pytest.mark.parametrize("after", [None, "", "x", "0", "9" * 5000])
def test_a_form_that_names_no_newest_secret_makes_none(admin: Client, web_app: App, after: str | None) -> None:
    path = page_of(web_app, "secrets")
    token = form_with(admin.get(path).content.decode(), "after").fields["csrfmiddlewaretoken"]
    form = {"csrfmiddlewaretoken": token} | ({} if after is None else {"after": after})
    assert admin.post(path, form).status_code == 409
    assert ClientSecret.objects.count() == 1


def test_a_third_live_secret_is_refused_with_a_sentence(admin: Client, web_app: App) -> None:
    path = page_of(web_app, "secrets")
    send(admin, path, "after")
    response = send(admin, path, "after")
    assert (response.status_code, response.context["problems"]) == (
        409,
        ["2 secrets are live already; revoke one first."],
    )
    assert ClientSecret.objects.count() == 2


def test_a_public_app_gets_no_secret(admin: Client, spa_app: App) -> None:
    token = form_with(admin.get(page_of(spa_app)).content.decode(), "csrfmiddlewaretoken").fields["csrfmiddlewaretoken"]
    form = {"csrfmiddlewaretoken": token, "after": "0"}
    assert admin.post(page_of(spa_app, "secrets"), form).status_code == 409
    assert not ClientSecret.objects.exists()


def test_a_public_app_is_offered_no_secret(admin: Client, spa_app: App) -> None:
    page = admin.get(page_of(spa_app, "secrets")).content.decode()
    assert "it proves itself with PKCE" in page
    assert 'name="after"' not in page


def test_opening_a_page_makes_and_revokes_nothing(admin: Client, web_app: App) -> None:
    admin.get(page_of(web_app, "secrets"))
    admin.get(revoke_path(web_app))
    assert secrets.verify(profile_of(web_app).application, str(web_app.secret))
    assert ClientSecret.objects.count() == 1


@pytest.mark.yardstick("G12", "L5")
def test_secrets_are_listed_by_their_ends(admin: Client, web_app: App) -> None:
    raw = str(web_app.secret)
    for name in ("change", "secrets"):
        page = admin.get(page_of(web_app, name)).content.decode()
        assert f"{raw[:11]}…{raw[-4:]}" in page
        assert raw not in page


@pytest.mark.yardstick("G12")
def test_a_revoked_secret_ends_at_once(admin: Client, web_app: App, alice: User) -> None:
    send(admin, revoke_path(web_app))
    assert not secrets.verify(profile_of(web_app).application, str(web_app.secret))
    assert [event.actor_id for event in events("client.secret_revoked")] == [str(alice.pk)]


def test_a_secret_is_revoked_through_its_own_app_only(admin: Client, web_app: App, native_app: App) -> None:
    path = f"{page_of(native_app, 'secrets')}{ClientSecret.objects.get().pk}/revoke/"
    assert admin.get(path).status_code == 404
