"""Clear text and large bodies are refused before anything is read."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client

from tests.support.answers import ME, error_of
from tests.support.app import AUTHORIZE, INTROSPECT, REVOKE, TOKEN, App, Tokens, authorize_params, redeem_params
from tests.support.flow import answer, ask, code_for, connect, post, signed_in
from tests.support.refusals import assert_nothing_issued
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.django_db

TOO_LARGE = "x" * (64 * 1024)


@pytest.fixture
def https(settings: LazySettings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ISSUER": "https://testserver"}


@pytest.mark.yardstick("J11")
def test_a_code_is_not_redeemed_in_clear_text(alice: User, web_app: App, settings: LazySettings) -> None:
    code = code_for(alice, web_app)
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ISSUER": "https://testserver"}
    with nothing_changes():
        response = post(TOKEN, redeem_params(web_app, code), web_app.headers)
    assert error_of(response) == (400, "invalid_request")
    assert "https" in response.json()["error_description"]


@pytest.mark.yardstick("J11")
@pytest.mark.parametrize("path", [TOKEN, REVOKE, INTROSPECT])
def test_the_endpoints_answer_nothing_in_clear_text(path: str, web_app: App, https: None) -> None:
    assert error_of(post(path, {"token": "x"}, web_app.headers)) == (400, "invalid_request")


@pytest.mark.yardstick("J11")
def test_a_token_opens_nothing_in_clear_text(alice: User, web_app: App, settings: LazySettings) -> None:
    headers = {"Authorization": f"Bearer {connect(alice, web_app)['access_token']}"}
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ISSUER": "https://testserver"}
    response = Client().get(ME, headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
    assert 'error="invalid_request"' in response.headers["WWW-Authenticate"]
    assert Client().get(ME, headers=headers, secure=True).status_code == 200


@pytest.mark.yardstick("J11")
def test_a_person_is_sent_on_to_https(alice: User, web_app: App, https: None) -> None:
    response: Any = Client().get(AUTHORIZE, authorize_params(web_app))
    assert response.status_code == 302
    assert response.headers["Location"].startswith(f"https://testserver{AUTHORIZE}?client_id={web_app.client_id}&")


@pytest.mark.yardstick("J11")
def test_a_consent_is_not_given_in_clear_text(alice: User, web_app: App, settings: LazySettings) -> None:
    browser = signed_in(alice)
    page = ask(browser, authorize_params(web_app))
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ISSUER": "https://testserver"}
    response = answer(browser, page)
    assert response.status_code == 400
    assert "secure connection" in response.content.decode()
    assert_nothing_issued()


@pytest.mark.yardstick("J6")
@pytest.mark.parametrize("path", [AUTHORIZE, "/account/switch", "/account/apps/x/remove"])
def test_a_large_form_is_refused_before_it_is_read(path: str, alice: User) -> None:
    browser = signed_in(alice)
    response = browser.post(path, {"request": TOO_LARGE})
    assert response.status_code == 413
    assert "Location" not in response.headers
    assert_nothing_issued()


@pytest.mark.yardstick("J6")
def test_a_large_body_is_refused_by_the_api(tokens: Tokens) -> None:
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    response = Client().generic("GET", ME, TOO_LARGE + "x", headers=headers)
    assert (response.status_code, response.json()["code"]) == (413, "invalid_request")
    assert "WWW-Authenticate" not in response.headers
