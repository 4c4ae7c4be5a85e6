"""The form can't be altered, and trying is kept in the audit log."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.signing import Signer
from django.test import Client

from tests.support import factories
from tests.support.app import App, authorize_params
from tests.support.flow import answer, ask, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_error_page
from tests.support.rows import events


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


def fields_of(page: Any) -> dict[str, str]:
    return form_with(page.content.decode(), "request").fields


def assert_tampered(response: Any, user: User) -> None:
    assert_error_page(response, "form_tampered")
    [event] = events("consent.tampered")
    assert (event.user_id, event.outcome) == (str(user.pk), "refused")


@pytest.mark.yardstick("E5")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("client_id", "x"),
        ("redirect_uri", "https://evil.example/"),
        ("code_challenge", "a" * 43),
        ("code_challenge_method", "plain"),
        ("state", "x"),
        ("response_type", "token"),
        ("response_mode", "fragment"),
        ("resource", "https://evil.example"),
        ("prompt", "none"),
    ],
)
def test_parameter_beside_the_signed_request_is_tampering(
    name: str, value: str, alice: User, browser: Client, web_app: App
) -> None:
    page = ask(browser, authorize_params(web_app))
    assert_tampered(answer(browser, page, **{name: value}), alice)


@pytest.mark.yardstick("E4")
@pytest.mark.parametrize("scope", ["teams:write", "profile:read", "no:such", ""])
def test_scope_that_was_not_offered_is_tampering(scope: str, alice: User, browser: Client) -> None:
    app = factories.web_app(scopes=["profile:read", "teams:read", "teams:write"], optional_scopes=["teams:read"])
    page = ask(browser, authorize_params(app, scope="profile:read teams:read"))
    assert_tampered(answer(browser, page, scope=["teams:read", scope]), alice)


@pytest.mark.parametrize("decision", ["", "Allow", "true", ["allow", "allow"], ["deny", "allow"], []], ids=repr)
def test_anything_but_one_decision_is_tampering(decision: Any, alice: User, browser: Client, web_app: App) -> None:
    assert_tampered(answer(browser, ask(browser, authorize_params(web_app)), decision), alice)


@pytest.mark.yardstick("E5")
@pytest.mark.parametrize("altered", ["", "x", "a:b:c", "\0", "é", "x" * 60_000], ids=lambda value: ascii(value[:9]))
def test_request_signed_by_nobody_is_tampering(altered: str, alice: User, browser: Client, web_app: App) -> None:
    assert_tampered(answer(browser, ask(browser, authorize_params(web_app)), request=altered), alice)


@pytest.mark.yardstick("E5")
def test_altered_request_is_tampering(alice: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    _, signature = fields_of(page)["request"].split(":")
    other = fields_of(ask(browser, authorize_params(web_app, scope="profile:read")))["request"].split(":")[0]
    assert_tampered(answer(browser, page, request=f"{other}:{signature}"), alice)


def test_value_that_was_signed_for_another_purpose_is_tampering(alice: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    shown = Signer(salt="hub_oauth.consent").unsign_object(fields_of(page)["request"])
    assert_tampered(answer(browser, page, request=Signer(salt="another").sign_object(shown)), alice)


def test_two_requests_in_one_form_are_tampering(alice: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert_tampered(answer(browser, page, request=[fields_of(page)["request"]] * 2), alice)


def test_form_without_a_request_is_tampering(alice: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert_tampered(answer(browser, page, request=[]), alice)
