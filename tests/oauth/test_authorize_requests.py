from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.models import AuditEvent, ClientProfile
from tests.support.app import AUTHORIZE, App, authorize_params
from tests.support.flow import ask, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_error_page, assert_nothing_issued, assert_sent_back
from tests.support.registry import disable

NONSENSE = {"scope": "no:such"}


@pytest.mark.parametrize("client_id", [None, "", "nobody", "a" * 10_000, "й", "' OR 1=1 --"], ids=ascii)
def test_unknown_client_is_refused_before_sign_in(client_id: str | None, web_app: App) -> None:
    assert_error_page(ask(Client(), authorize_params(web_app, client_id=client_id)), "client_unknown")


def test_application_without_a_profile_is_unknown(alice: User, web_app: App) -> None:
    ClientProfile.objects.all().delete()
    assert_error_page(ask(signed_in(alice), authorize_params(web_app)), "client_unknown")


@pytest.mark.yardstick("G13")
def test_disabled_client_is_refused(alice: User, web_app: App) -> None:
    disable(web_app)
    assert_error_page(ask(signed_in(alice), authorize_params(web_app)), "client_unknown")


@pytest.mark.yardstick("L1")
def test_what_the_request_says_is_escaped_on_the_error_page(web_app: App) -> None:
    response = ask(Client(), authorize_params(web_app, redirect_uri='https://"><script>alert(1)</script>'))
    assert_error_page(response, "redirect_uri_mismatch")
    assert b"<script" not in response.content


def test_error_page_shows_a_reference_code(web_app: App) -> None:
    response = ask(Client(), authorize_params(web_app, client_id="nobody"))
    assert response.context["reference"] in response.content.decode()


def test_visitor_signs_in_first(web_app: App) -> None:
    response = ask(Client(), authorize_params(web_app))
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/login?next=/api/oauth/authorize%3Fclient_id%3D")
    assert_nothing_issued()


@pytest.mark.yardstick("A20")
def test_error_goes_back_only_with_a_person_behind_it(alice: User, web_app: App) -> None:
    browser = Client()
    asked = authorize_params(web_app, **NONSENSE)
    assert ask(browser, asked).headers["Location"].startswith("/login?")
    browser.force_login(alice)
    assert_sent_back(ask(browser, asked), web_app, "invalid_scope", "scope_unknown")


@pytest.mark.yardstick("A20")
def test_prompt_none_gets_its_error_at_once(web_app: App) -> None:
    response = ask(Client(), authorize_params(web_app, prompt="none", **NONSENSE))
    assert_sent_back(response, web_app, "invalid_scope", "scope_unknown")


@pytest.mark.yardstick("A21")
def test_prompt_none_redirects_to_no_stranger(web_app: App) -> None:
    response = ask(Client(), authorize_params(web_app, prompt="none", redirect_uri="https://evil.example/"))
    assert_error_page(response, "redirect_uri_mismatch")


@pytest.mark.parametrize("header", ["Bearer hub_at_x", "Basic eDp5", "anything", ""])
def test_asking_with_an_authorization_header_is_refused(header: str, alice: User, web_app: App) -> None:
    response = signed_in(alice).get(AUTHORIZE, authorize_params(web_app), headers={"Authorization": header})
    assert_error_page(response, "authorization_header")


def test_answering_with_an_authorization_header_is_refused(alice: User, web_app: App) -> None:
    browser = signed_in(alice)
    form = form_with(ask(browser, authorize_params(web_app)).content.decode(), "request")
    sent = {**form.fields, "decision": "allow"}
    assert_error_page(browser.post(AUTHORIZE, sent, headers={"Authorization": "Bearer x"}), "authorization_header")


@pytest.mark.yardstick("E2")
@pytest.mark.parametrize("method", ["get", "head"])
def test_asking_writes_nothing(method: str, alice: User, web_app: App) -> None:
    before = AuditEvent.objects.count()
    params = authorize_params(web_app, allow="true", decision="allow", prompt=None)
    assert getattr(signed_in(alice), method)(AUTHORIZE, params).status_code == 200
    assert AuditEvent.objects.count() == before
    assert_nothing_issued()


@pytest.mark.yardstick("J8")
def test_unknown_parameters_are_ignored(alice: User, web_app: App) -> None:
    asked = authorize_params(web_app, nonce="x", display="popup") | {"ui_locales": "%ff"}
    assert ask(signed_in(alice), asked).status_code == 200


@pytest.mark.yardstick("J4")
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused(method: str, alice: User, web_app: App) -> None:
    response = getattr(signed_in(alice), method)(AUTHORIZE)
    assert response.status_code in (403, 405)  # CSRF comes first where there could be a body
    assert_nothing_issued()


def test_path_has_no_trailing_slash(alice: User, web_app: App) -> None:
    assert signed_in(alice).get(AUTHORIZE + "/", authorize_params(web_app)).status_code == 404
