from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from tests.support.app import AUTHORIZE, App, authorize_params, code_of
from tests.support.factories import PASSWORD
from tests.support.flow import answer, ask, code_for, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_nothing_issued, assert_sent_back

SWITCH = "/account/switch"


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


def switch(browser: Client, page: Any, **over: str) -> Any:
    """Press "Sign in again" or "Use another account"."""
    form = form_with(page.content.decode(), "next")
    return browser.post(form.action, {**form.fields, **over})


def sign_in(browser: Client, user: User, address: str) -> str:
    """Sign in on the host's page; where it leads to."""
    form = form_with(browser.get(address).content.decode(), "username")
    response = browser.post(address, {**form.fields, "username": user.username, "password": PASSWORD})
    assert response.status_code == 302, response.content
    return str(response.headers["Location"])


def test_login_shows_a_page_first(browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app, prompt="login"))
    assert page.status_code == 200
    assert "hub_oauth/sign_in_again.html" in [template.name for template in page.templates]
    assert "_auth_user_id" in browser.session
    assert_nothing_issued()


def test_login_is_done_again_and_leads_to_consent(alice: User, browser: Client, web_app: App) -> None:
    asked = authorize_params(web_app, prompt="login")
    to_login = switch(browser, ask(browser, asked)).headers["Location"]
    assert "_auth_user_id" not in browser.session
    page = browser.get(sign_in(browser, alice, to_login))
    assert "hub_oauth/consent.html" in [template.name for template in page.templates]
    assert code_of(answer(browser, page))


def test_login_may_be_somebody_else(bob: User, browser: Client, web_app: App) -> None:
    to_login = switch(browser, ask(browser, authorize_params(web_app, prompt="login"))).headers["Location"]
    assert b"bob@example.org" in browser.get(sign_in(browser, bob, to_login)).content


def test_login_can_not_be_skipped_by_going_back(browser: Client, web_app: App) -> None:
    asked = authorize_params(web_app, prompt="login")
    switch(browser, ask(browser, asked))
    assert ask(browser, asked).headers["Location"].startswith("/login?next=")


def test_login_counts_for_one_request_only(alice: User, browser: Client, web_app: App) -> None:
    to_login = switch(browser, ask(browser, authorize_params(web_app, prompt="login"))).headers["Location"]
    sign_in(browser, alice, to_login)
    page = ask(browser, authorize_params(web_app, prompt="login", state="another"))
    assert "hub_oauth/sign_in_again.html" in [template.name for template in page.templates]


def test_login_is_done_again_for_the_same_request(alice: User, browser: Client, web_app: App) -> None:
    asked = authorize_params(web_app, prompt="login")
    browser.get(sign_in(browser, alice, switch(browser, ask(browser, asked)).headers["Location"]))
    page = ask(browser, asked)
    assert "hub_oauth/sign_in_again.html" in [template.name for template in page.templates]


def test_head_uses_up_no_sign_in(alice: User, browser: Client, web_app: App) -> None:
    asked = authorize_params(web_app, prompt="login")
    address = sign_in(browser, alice, switch(browser, ask(browser, asked)).headers["Location"])
    browser.head(address)
    assert "hub_oauth/consent.html" in [template.name for template in browser.get(address).templates]


def test_login_asks_even_where_the_page_could_be_skipped(alice: User, browser: Client, web_app: App) -> None:
    code_for(alice, web_app)
    to_login = switch(browser, ask(browser, authorize_params(web_app, prompt="login"))).headers["Location"]
    page = browser.get(sign_in(browser, alice, to_login))
    assert "hub_oauth/consent.html" in [template.name for template in page.templates]


@pytest.mark.parametrize("prompt", ["select_account", "consent", "login consent", "consent select_account"])
def test_known_prompts_show_a_page(prompt: str, browser: Client, web_app: App) -> None:
    assert ask(browser, authorize_params(web_app, prompt=prompt)).status_code == 200


def test_another_account_is_one_button_away(bob: User, browser: Client, web_app: App) -> None:
    asked = authorize_params(web_app, prompt="select_account")
    to_login = switch(browser, ask(browser, asked)).headers["Location"]
    page = browser.get(sign_in(browser, bob, to_login))
    assert b"bob@example.org" in page.content
    assert code_of(answer(browser, page))


def test_page_of_the_account_left_behind_is_out_of_date(bob: User, browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    shown = form_with(page.content.decode(), "request").fields["request"]
    now_bobs = browser.get(sign_in(browser, bob, switch(browser, page).headers["Location"]))
    assert answer(browser, now_bobs, request=shown).status_code == 400
    assert_nothing_issued()


@pytest.mark.parametrize(
    "prompt", ["none login", "none consent", "none select_account", "create", "None", "login,consent"]
)
def test_other_prompts_are_refused(prompt: str, browser: Client, web_app: App) -> None:
    response = ask(browser, authorize_params(web_app, prompt=prompt))
    assert_sent_back(response, web_app, "invalid_request", "prompt")


@pytest.mark.parametrize("prompt", ["none none", " none "])
def test_none_may_be_written_clumsily(prompt: str, web_app: App) -> None:
    response = ask(Client(), authorize_params(web_app, prompt=prompt))
    assert_sent_back(response, web_app, "login_required", "login_required")


def test_switching_is_a_post(browser: Client) -> None:
    assert browser.get(SWITCH).status_code == 405
    assert "_auth_user_id" in browser.session


def test_switching_needs_the_csrf_token(browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert switch(browser, page, csrfmiddlewaretoken="").status_code == 403
    assert "_auth_user_id" in browser.session


@pytest.mark.yardstick("E13")
@pytest.mark.parametrize("target", ["", "/account/apps", "//evil.example", "https://evil.example", "javascript:x"])
def test_switching_leads_only_where_a_page_of_ours_signed(target: str, browser: Client, web_app: App) -> None:
    response = switch(browser, ask(browser, authorize_params(web_app)), next=target)
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert "_auth_user_id" in browser.session


@pytest.mark.yardstick("E11")
def test_sign_in_renews_the_session(alice: User, browser: Client, web_app: App) -> None:
    before = browser.session.session_key
    to_login = switch(browser, ask(browser, authorize_params(web_app, prompt="login"))).headers["Location"]
    signed_out = browser.session.session_key
    sign_in(browser, alice, to_login)
    assert len({before, signed_out, browser.session.session_key}) == 3


@pytest.mark.yardstick("E11")
def test_session_that_was_there_before_sign_in_is_left_behind(alice: User, web_app: App) -> None:
    """Somebody else put it there, and knows its key; the way on to the app is kept."""
    visitor = Client(enforce_csrf_checks=True)
    asked = authorize_params(web_app, prompt="login")
    to_login = ask(visitor, asked).headers["Location"]
    planted = visitor.session.session_key
    target = sign_in(visitor, alice, to_login)
    assert planted
    assert visitor.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()
    assert target.startswith(f"{AUTHORIZE}?client_id={web_app.client_id}")


def test_visitor_signs_in_once(alice: User, web_app: App) -> None:
    """prompt=login asks for a sign-in, not for two."""
    visitor = Client(enforce_csrf_checks=True)
    to_login = ask(visitor, authorize_params(web_app, prompt="login")).headers["Location"]
    page = visitor.get(sign_in(visitor, alice, to_login))
    assert "hub_oauth/consent.html" in [template.name for template in page.templates]
