"""The form is bound to session, person and ten minutes, counts once, and can't be altered."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.signing import Signer
from django.test import Client

from hub_oauth.models import Consent, Grant
from tests.support.app import AUTHORIZE, App, answer_of, authorize_params, code_of
from tests.support.flow import answer, ask, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_error_page, assert_nothing_issued, sentence_of
from tests.support.rows import events


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


def fields_of(page: Any) -> dict[str, str]:
    return form_with(page.content.decode(), "request").fields


def shown_earlier(page: Any, seconds: int) -> str:
    """The signed request of a page that was shown so many seconds before, by the database's clock."""
    signer = Signer(salt="hub_oauth.consent")
    shown = signer.unsign_object(fields_of(page)["request"])
    asked_at = datetime.fromisoformat(shown["request"]["asked_at"])
    shown["request"]["asked_at"] = (asked_at - timedelta(seconds=seconds)).isoformat()
    return signer.sign_object(shown)


@pytest.mark.yardstick("E5")
def test_form_is_bound_to_the_person(alice: User, bob: User, web_app: App) -> None:
    shown, other = fields_of(ask(signed_in(alice), authorize_params(web_app))), signed_in(bob)
    page = ask(other, authorize_params(web_app))
    assert_error_page(answer(other, page, request=shown["request"]), "form_expired")


@pytest.mark.yardstick("E5")
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


def test_form_is_good_for_ten_minutes(browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert code_of(answer(browser, page, request=shown_earlier(page, 570)))


@pytest.mark.yardstick("E5")
@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_form_is_good_no_longer(decision: str, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert_error_page(answer(browser, page, decision, request=shown_earlier(page, 601)), "form_expired")


@pytest.mark.yardstick("E5")
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


@pytest.mark.yardstick("E5")
@pytest.mark.parametrize("second", ["allow", "deny"])
def test_cancel_is_an_answer_too(second: str, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert answer_of(answer(browser, page, "deny"))["error"] == "access_denied"
    assert_error_page(answer(browser, page, second), "form_answered")
    assert len(events("consent.denied")) == 1


def test_cancelling_one_page_leaves_another_open(browser: Client, web_app: App) -> None:
    pages = [ask(browser, authorize_params(web_app)) for _ in range(2)]
    answer(browser, pages[0], "deny")
    assert code_of(answer(browser, pages[1]))


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
def test_form_with_the_csrf_token_of_another_session_is_refused(bob: User, browser: Client, web_app: App) -> None:
    theirs = fields_of(ask(signed_in(bob), authorize_params(web_app)))["csrfmiddlewaretoken"]
    response = answer(browser, ask(browser, authorize_params(web_app)), csrfmiddlewaretoken=theirs)
    assert response.status_code == 403
    assert_nothing_issued()


@pytest.mark.yardstick("E1")
def test_form_from_another_origin_is_refused(browser: Client, web_app: App) -> None:
    sent = {**fields_of(ask(browser, authorize_params(web_app))), "decision": "allow"}
    assert browser.post(AUTHORIZE, sent, headers={"Origin": "https://evil.example"}).status_code == 403
    assert_nothing_issued()
