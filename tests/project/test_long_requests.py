"""A request too long for an address waits while its person signs up, resets a password or shows a second factor."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from tests.support.app import App, answer_of
from tests.support.flow import answer
from tests.support.html import form_with
from tests.support.sign_in import (
    NEW_PASSWORD,
    SECOND_STEP,
    SIGN_IN,
    SIGN_UP,
    app_code,
    authorize_address,
    link,
    sign_in,
    sign_up,
    with_app,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_passwords")]
RESET = "/accounts/password/reset/"
STATE = "a long way/é&" * 140  # 2,800 characters and more in an address


@pytest.fixture
def target(client: Client, web_app: App) -> str:
    """What the sign-in page, to which the app's request leads, hands on: much less than the request."""
    address = authorize_address(web_app, state=STATE)
    assert len(address) > 2000
    sign_in_page = client.get(address, follow=True)
    short = form_with(sign_in_page.content.decode(), "password").fields["next"]
    assert len(short) < 100
    return short


def next_on(page: str, path: str) -> str:
    """The way on that a link of the sign-in page carries to another way in."""
    address = page.partition(f'href="{path}?')[2].partition('"')[0]
    return parse_qs(urlsplit(f"?{address}").query)["next"][0]


def state_back(client: Client, address: str) -> str:
    """What the app gets once the person, sent to this address, allows it."""
    return answer_of(answer(client, client.get(address, follow=True)))["state"]


def test_a_password(client: Client, anna: User, target: str) -> None:
    assert state_back(client, sign_in(client, "anna", target=target).headers["Location"]) == STATE


def test_the_links_to_other_ways_in_carry_it(client: Client, target: str, settings: Settings) -> None:
    settings.HUB_SIGN_UP_IS_OPEN = True
    page = client.get(SIGN_IN, {"next": target}).content.decode()
    assert [next_on(page, path) for path in (SIGN_UP, RESET)] == [target, target]


def test_a_new_account_whose_address_is_confirmed(client: Client, target: str, settings: Settings) -> None:
    settings.HUB_SIGN_UP_IS_OPEN = True
    sign_up(client, "dora", target)
    assert state_back(client, client.post(link()).headers["Location"]) == STATE


def test_an_address_confirmed_in_another_browser(client: Client, target: str, settings: Settings) -> None:
    settings.HUB_SIGN_UP_IS_OPEN = True
    sign_up(client, "dora", target)
    Client().post(link())
    assert b"to continue to" in client.get(SIGN_IN).content
    assert state_back(client, sign_in(client, "dora").headers["Location"]) == STATE


def test_a_password_that_was_reset(client: Client, anna: User, target: str) -> None:
    client.post(RESET, {"email": "anna@example.org", "next": target})
    assert state_back(client, reset(client)) == STATE


@pytest.mark.usefixtures("stopped_clock")
def test_a_code_of_the_authenticator_app(client: Client, anna: User, target: str) -> None:
    with_app(anna)
    assert sign_in(client, "anna", target=target).headers["Location"] == SECOND_STEP
    assert state_back(client, client.post(SECOND_STEP, {"code": app_code()}).headers["Location"]) == STATE


def test_a_reset_and_then_a_recovery_code(client: Client, anna: User, target: str) -> None:
    codes = with_app(anna)
    client.post(RESET, {"email": "anna@example.org", "next": target})
    assert reset(client) == SECOND_STEP
    assert state_back(client, client.post(SECOND_STEP, {"code": codes[0]}).headers["Location"]) == STATE


def test_another_account(client: Client, anna: User, bob: User, web_app: App) -> None:
    client.force_login(bob)
    page = client.get(authorize_address(web_app, state=STATE))
    switched = client.post("/account/switch", form_with(page.content.decode(), "next").fields, follow=True)
    target = form_with(switched.content.decode(), "password").fields["next"]
    assert state_back(client, sign_in(client, "anna", target=target).headers["Location"]) == STATE


def reset(client: Client) -> str:
    """Open the link of the last e-mail and set a new password; where that leads."""
    form = client.get(link()).headers["Location"]
    return client.post(form, {"password1": NEW_PASSWORD}).headers["Location"]
