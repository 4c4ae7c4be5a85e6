"""Nothing loosens the skip rule: no parameter, no flag, no race."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import consents
from hub_oauth.audit import Act
from hub_oauth.dot.applications import application_model
from hub_oauth.models import Consent, Grant
from tests.support.app import AUTHORIZE, App, authorize_params
from tests.support.asking import assert_asked
from tests.support.flow import ask, code_for, signed_in
from tests.support.refusals import assert_tells
from tests.support.registry import application_of, change, disable, request_of
from tests.support.rows import nothing_changes


@pytest.mark.parametrize("prompt", ["consent", "select_account", "consent select_account"])
def test_app_can_ask_for_the_page(prompt: str, alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    assert_asked(alice, web_app, prompt=prompt)


@pytest.mark.yardstick("E8")
def test_app_can_not_ask_for_less(alice: User, web_app: App) -> None:
    asked = authorize_params(web_app, approval_prompt="auto", skip_authorization="true", skip="1", allow="true")
    with nothing_changes():
        assert ask(signed_in(alice), asked).status_code == 200


@pytest.mark.yardstick("E9")
def test_skip_flag_of_the_application_is_ignored(alice: User, web_app: App) -> None:
    application_model().objects.update(skip_authorization=True)
    assert_asked(alice, web_app)


@pytest.mark.yardstick("D1")
def test_prompt_none_without_consent(alice: User, web_app: App) -> None:
    with nothing_changes():
        response = ask(signed_in(alice), authorize_params(web_app, prompt="none"))
    assert_tells(response, web_app, "consent_required", "consent_required")


@pytest.mark.yardstick("D1")
def test_prompt_none_without_sign_in(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    with nothing_changes():
        response = ask(Client(), authorize_params(web_app, prompt="none"))
    assert_tells(response, web_app, "login_required", "login_required")


@pytest.mark.yardstick("E2")
def test_head_writes_nothing_where_get_would(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    with nothing_changes():
        response = signed_in(alice).head(AUTHORIZE, authorize_params(web_app))
    assert response.status_code == 200
    assert "Location" not in response.headers


def test_disabled_app_skips_nothing(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    disable(web_app)
    with nothing_changes():
        assert ask(signed_in(alice), authorize_params(web_app)).status_code == 400


def test_scope_taken_from_the_app_is_not_skipped(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    change(web_app, allowed_scopes="profile:read")
    with nothing_changes():
        response = ask(signed_in(alice), authorize_params(web_app))
    assert_tells(response, web_app, "invalid_scope", "scope_unknown")


@pytest.mark.parametrize("uri", ["http://127.0.0.1/callback", "com.example.app:/callback"])
def test_no_kind_of_app_skips_on_the_way_to_a_device(uri: str, alice: User, web_app: App) -> None:
    """Whatever a row says that was written past the rules for registration."""
    code_for(alice, web_app)
    consent, client, asked = Consent.objects.get(), application_of(web_app), request_of(web_app)
    assert consents.may_skip(asked, client, consent)
    assert not consents.may_skip(replace(asked, redirect_uri=uri), client, consent)


def test_consent_withdrawn_before_it_was_locked_skips_nothing(alice: User, web_app: App) -> None:
    assert consents.renew(alice, request_of(web_app), act=Act(actor=alice)) is None
    assert not Grant.objects.exists()


def test_rule_is_checked_again_under_the_lock(alice: User, web_app: App) -> None:
    """The consent lost a scope between reading it and locking it."""
    code_for(alice, web_app, scope="profile:read")
    with nothing_changes():
        assert consents.renew(alice, request_of(web_app), act=Act(actor=alice)) is None
