"""What pages need costs the API nothing, and leaves nothing behind for it."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import translation

from tests.support.app import App, Tokens
from tests.support.flow import connect, signed_in
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

ME = "/api/auth/me"


@pytest.fixture
def tokens(alice: User, web_app: App) -> Tokens:
    granted = connect(alice, web_app)
    Client().get(ME, headers=bearer(granted))  # a first use is marked
    return granted


def bearer(tokens: Tokens) -> dict[str, str]:
    return {"Authorization": f"Bearer {tokens['access_token']}"}


def test_a_request_at_the_api_is_one_statement_though_a_session_comes_along(alice: User, tokens: Tokens) -> None:
    browser = signed_in(alice)
    with statements() as sent:
        response = browser.get(ME, headers=bearer(tokens))
    assert response.json()["username"] == "alice"
    assert len(sent) == 1, sent
    assert "Set-Cookie" not in response.headers


def test_the_api_speaks_the_site_s_language_after_a_page_in_another(tokens: Tokens) -> None:
    assert 'lang="ar"' in Client().get("/accounts/login/", headers={"Accept-Language": "ar"}).content.decode()
    Client().get(ME, headers=bearer(tokens))
    assert translation.get_language() == "en"


def test_a_page_still_knows_who_looks_at_it(alice: User) -> None:
    assert signed_in(alice).get("/account/apps").status_code == 200


@pytest.mark.parametrize("path", ["/api/auth/me/", "/api/teams/1/members/alice/more/", "/api/oauth/token/"])
def test_an_address_that_is_none_has_an_answer_though_nobody_is_known(path: str) -> None:
    assert Client().get(path).status_code in (401, 404)
