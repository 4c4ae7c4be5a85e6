"""Apps of the site itself: the administrator's flag stands for the person's first yes, and for no other clause."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError
from django.test import Client

from hub_oauth.models import ClientProfile, Consent
from tests.support import factories
from tests.support.app import AUTHORIZE, App, answer_of, authorize_params, code_of
from tests.support.flow import ask, redeem, signed_in
from tests.support.refusals import assert_nothing_issued
from tests.support.rows import events, the_grant


@pytest.fixture
def own_app(db: None) -> App:
    return factories.web_app(first_party=True)


def test_page_is_skipped_the_first_time(alice: User, own_app: App) -> None:
    code = code_of(ask(signed_in(alice), authorize_params(own_app)))
    assert redeem(own_app, code).json()["scope"] == "profile:read teams:read"


def test_consent_is_written_all_the_same(alice: User, own_app: App) -> None:
    ask(signed_in(alice), authorize_params(own_app))
    assert Consent.objects.get().scope_names == the_grant().scope_names == own_app.scopes
    assert len(events("consent.renewed")) == 1


def test_consent_is_widened(alice: User, own_app: App) -> None:
    ask(signed_in(alice), authorize_params(own_app, scope="profile:read"))
    ask(signed_in(alice), authorize_params(own_app, scope="teams:read"))
    assert Consent.objects.get().scope_names == ("profile:read", "teams:read")


def test_person_signs_in_first(own_app: App) -> None:
    assert ask(Client(), authorize_params(own_app)).headers["Location"].startswith("/login?")
    assert_nothing_issued()


@pytest.mark.parametrize("prompt", ["consent", "login", "select_account"])
def test_page_can_be_asked_for(prompt: str, alice: User, own_app: App) -> None:
    assert ask(signed_in(alice), authorize_params(own_app, prompt=prompt)).status_code == 200
    assert_nothing_issued()


def test_page_is_shown_on_the_own_computer(alice: User) -> None:
    app = factories.spa_app(redirect_uri="https://localhost/cb", first_party=True)
    assert ask(signed_in(alice), authorize_params(app)).status_code == 200
    silent = ask(signed_in(alice), authorize_params(app, prompt="none"))
    assert answer_of(silent)["error"] == "consent_required"
    assert_nothing_issued()


def test_head_writes_nothing(alice: User, own_app: App) -> None:
    assert signed_in(alice).head(AUTHORIZE, authorize_params(own_app)).status_code == 200
    assert_nothing_issued()


@pytest.mark.yardstick("E9")
def test_native_app_can_not_be_one(native_app: App) -> None:
    with pytest.raises(IntegrityError):
        ClientProfile.objects.update(first_party=True)


def test_page_says_who_made_it(alice: User, own_app: App) -> None:
    page = ask(signed_in(alice), authorize_params(own_app, prompt="consent")).content.decode()
    assert "Made by Hub" in page
    assert "has not checked this app" not in page
