"""A host that signs people in with the views of django.contrib.auth."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support import flow
from tests.support.app import App, answer_of, authorize_params, code_of
from tests.support.factories import PASSWORD
from tests.support.html import form_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def stranger() -> Client:
    """A browser that nobody has signed in to."""
    return Client(enforce_csrf_checks=True)


def sign_in(browser: Client, address: str, username: str, password: str = PASSWORD) -> str:
    """Fill in the host's page; gives where the browser is sent, or an empty string."""
    form = form_with(browser.get(address).content.decode(), "password")
    sent = {**form.fields, "username": username, "password": password}
    return browser.post(address, sent).headers.get("Location", "")


def test_sign_in_leads_back_to_the_question_and_the_answer_to_tokens(
    stranger: Client, web_app: App, alice: User
) -> None:
    asked = flow.ask(stranger, authorize_params(web_app))
    assert asked.headers["Location"].startswith("/login?next=/api/oauth/authorize")
    page = stranger.get(sign_in(stranger, asked.headers["Location"], "alice"))
    code = code_of(flow.answer(stranger, page))
    token = flow.redeem(web_app, code).json()["access_token"]
    me = Client().get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})
    assert me.json()["username"] == "alice"


def test_so_does_one_with_the_longest_state(stranger: Client, web_app: App, alice: User) -> None:
    # Django's own page follows no address of more than 2,048 characters.
    state = "x&é%" * 409
    asked = flow.ask(stranger, authorize_params(web_app, state=state))
    page = stranger.get(sign_in(stranger, asked.headers["Location"], "alice"), follow=True)
    assert answer_of(flow.answer(stranger, page))["state"] == state


def test_a_wrong_password_leads_nowhere(stranger: Client, web_app: App, alice: User) -> None:
    asked = flow.ask(stranger, authorize_params(web_app))
    assert sign_in(stranger, asked.headers["Location"], "alice", "wrong") == ""
    assert flow.ask(stranger, authorize_params(web_app)).status_code == 302


def test_an_error_waits_for_the_sign_in_and_then_goes_to_the_app(stranger: Client, web_app: App, alice: User) -> None:
    asked = flow.ask(stranger, authorize_params(web_app, response_type="token"))
    assert asked.headers["Location"].startswith("/login?next=")
    answer = stranger.get(sign_in(stranger, asked.headers["Location"], "alice"))
    assert answer_of(answer)["error"] == "unsupported_response_type"


def test_switching_accounts_goes_through_the_same_page(stranger: Client, web_app: App, alice: User, bob: User) -> None:
    stranger.force_login(alice)
    asked = flow.ask(stranger, authorize_params(web_app))
    form = form_with(asked.content.decode(), "next")
    switched = stranger.post(form.action, form.fields)
    assert flow.ask(stranger, authorize_params(web_app)).status_code == 302, "alice is still signed in"
    page = stranger.get(sign_in(stranger, switched.headers["Location"], "bob"))
    assert b"Bob Okafor" in page.content
    assert b"Alice Silva" not in page.content
