"""The app changed while the page was open: the request is checked again against the app as it is now."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import consents
from hub_oauth.audit import Act
from hub_oauth.consents import Decision
from hub_oauth.errors import Refusal
from hub_oauth.models import ClientProfile
from tests.support.app import App, authorize_params
from tests.support.flow import answer, ask, signed_in
from tests.support.refusals import assert_error_page, assert_nothing_issued, assert_sent_back
from tests.support.registry import application_of, change, disable, request_of

DECISIONS = pytest.mark.parametrize("decision", ["allow", "deny"])


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


@DECISIONS
def test_disabled_app_gets_nothing(decision: str, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    disable(web_app)
    assert_error_page(answer(browser, page, decision), "client_unknown")


@DECISIONS
def test_deleted_app_gets_nothing(decision: str, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    application_of(web_app).delete()
    assert_error_page(answer(browser, page, decision), "client_unknown")


@DECISIONS
def test_app_without_a_profile_gets_nothing(decision: str, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    ClientProfile.objects.all().delete()
    assert_error_page(answer(browser, page, decision), "client_unknown")


@DECISIONS
def test_removed_redirect_uri_gets_nothing(decision: str, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    change(web_app, redirect_uris="https://app.example/other")
    assert_error_page(answer(browser, page, decision), "redirect_uri_mismatch")


@DECISIONS
def test_renamed_app_gets_nothing(decision: str, browser: Client, web_app: App) -> None:
    """The person read another name than the one that would stand among the connected apps."""
    page = ask(browser, authorize_params(web_app))
    change(web_app, name="Something Else")
    assert_error_page(answer(browser, page, decision), "form_expired")


@pytest.mark.parametrize("left", ["profile:read", "teams:read"])
def test_scope_no_longer_allowed_is_told_to_the_client(left: str, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    change(web_app, allowed_scopes=left)
    assert_sent_back(answer(browser, page), web_app, "invalid_scope", "scope_unknown")


def test_person_stopped_after_the_session_was_read_gets_nothing(alice: User, web_app: App) -> None:
    User.objects.update(is_active=False)
    with pytest.raises(Refusal) as refused:
        consents.allow(alice, request_of(web_app), Decision(web_app.scopes), act=Act(actor=alice))
    assert refused.value.cause == "form_expired"
    assert_nothing_issued()
