"""The form is bound to session, person and ten minutes, counts once, and can't be altered."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client

from hub_oauth.models import Consent, Grant
from tests.support import factories
from tests.support.app import AUTHORIZE, App, authorize_params, code_of
from tests.support.flow import answer, ask, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_error_page, assert_nothing_issued, sentence_of
from tests.support.rows import events


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


def fields_of(page: Any) -> dict[str, str]:
    return form_with(page.content.decode(), "request").fields


def wait(seconds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the signature age, by the clock that it is checked with."""
    later = time.time() + seconds
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)


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


@pytest.mark.parametrize(
    "decision", ["", "Allow", "true", ["allow", "allow"], ["deny", "allow"], []], ids=lambda decision: repr(decision)
)
def test_anything_but_one_decision_is_tampering(decision: Any, alice: User, browser: Client, web_app: App) -> None:
    assert_tampered(answer(browser, ask(browser, authorize_params(web_app)), decision), alice)


@pytest.mark.yardstick("E5")
@pytest.mark.parametrize("altered", ["", "x", "a:b:c", "\0", "é", "x" * 100_000], ids=lambda value: ascii(value[:9]))
def test_request_signed_by_nobody_is_tampering(altered: str, alice: User, browser: Client, web_app: App) -> None:
    assert_tampered(answer(browser, ask(browser, authorize_params(web_app)), request=altered), alice)


@pytest.mark.yardstick("E5")
def test_altered_request_is_tampering(alice: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    payload, stamp, signature = fields_of(page)["request"].split(":")
    other = fields_of(ask(browser, authorize_params(web_app, scope="profile:read")))["request"].split(":")[0]
    assert_tampered(answer(browser, page, request=f"{other}:{stamp}:{signature}"), alice)


def test_value_that_was_signed_for_another_purpose_is_tampering(alice: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    shown = signing.loads(fields_of(page)["request"], salt="hub_oauth.consent")
    assert_tampered(answer(browser, page, request=signing.dumps(shown, salt="another")), alice)


def test_two_requests_in_one_form_are_tampering(alice: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert_tampered(answer(browser, page, request=[fields_of(page)["request"]] * 2), alice)


def test_form_without_a_request_is_tampering(alice: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert_tampered(answer(browser, page, request=[]), alice)


def test_form_is_bound_to_the_person(alice: User, bob: User, web_app: App) -> None:
    shown, other = fields_of(ask(signed_in(alice), authorize_params(web_app))), signed_in(bob)
    page = ask(other, authorize_params(web_app))
    assert_error_page(answer(other, page, request=shown["request"]), "form_expired")


def test_form_is_bound_to_the_session(alice: User, web_app: App) -> None:
    shown, other = fields_of(ask(signed_in(alice), authorize_params(web_app))), signed_in(alice)
    page = ask(other, authorize_params(web_app))
    assert_error_page(answer(other, page, request=shown["request"]), "form_expired")


def test_form_of_an_ended_session_is_out_of_date(browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    Session.objects.all().delete()
    assert_error_page(answer(browser, page), "form_expired")


def test_person_deactivated_meanwhile_gets_nothing(alice: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    User.objects.filter(pk=alice.pk).update(is_active=False)
    assert_error_page(answer(browser, page), "form_expired")


def test_form_is_good_for_ten_minutes(browser: Client, web_app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    page = ask(browser, authorize_params(web_app))
    wait(599, monkeypatch)
    assert code_of(answer(browser, page))


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_form_is_good_no_longer(
    decision: str, browser: Client, web_app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = ask(browser, authorize_params(web_app))
    wait(602, monkeypatch)
    assert_error_page(answer(browser, page, decision), "form_expired")


@pytest.mark.parametrize("second", ["allow", "deny"])
def test_second_answer_to_one_page_does_nothing(second: str, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert code_of(answer(browser, page))
    again = answer(browser, page, second)
    assert again.status_code == 400
    assert "Location" not in again.headers
    assert sentence_of("form_answered") in again.content.decode()
    assert (Grant.objects.count(), Consent.objects.count()) == (1, 1)
    assert len(events("consent.granted", "consent.denied")) == 1


def test_two_pages_are_two_requests(browser: Client, web_app: App) -> None:
    pages = [ask(browser, authorize_params(web_app)) for _ in range(2)]
    codes = {code_of(answer(browser, page)) for page in pages}
    assert (len(codes), Grant.objects.count(), Consent.objects.count()) == (2, 2, 1)


@pytest.mark.yardstick("E1")
@pytest.mark.parametrize("token", [[], "", "x" * 64], ids=["absent", "empty", "wrong"])
def test_form_without_its_csrf_token_is_refused(token: Any, browser: Client, web_app: App) -> None:
    response = answer(browser, ask(browser, authorize_params(web_app)), csrfmiddlewaretoken=token)
    assert response.status_code == 403
    assert_nothing_issued()


@pytest.mark.yardstick("E1")
def test_form_from_another_origin_is_refused(browser: Client, web_app: App) -> None:
    sent = {**fields_of(ask(browser, authorize_params(web_app))), "decision": "allow"}
    assert browser.post(AUTHORIZE, sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert_nothing_issued()
