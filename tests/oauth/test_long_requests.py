"""A request too long for an address is kept in the session while its person signs in."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from hub_oauth.views import long_requests
from tests.support.app import AUTHORIZE, App, authorize_params
from tests.support.flow import ask
from tests.support.refusals import assert_error_page

pytestmark = pytest.mark.django_db


def next_of(browser: Client, app: App, **over: str) -> str:
    """Where the sign-in page is told to lead."""
    location = ask(browser, authorize_params(app, **over)).headers["Location"]
    return parse_qs(urlsplit(location).query)["next"][0]


def test_an_ordinary_one_keeps_nothing(web_app: App) -> None:
    browser = Client()
    assert next_of(browser, web_app).startswith(f"{AUTHORIZE}?client_id=")
    assert not browser.session.items()


def test_head_keeps_nothing_whatever_its_length(web_app: App) -> None:
    browser = Client()
    browser.head(AUTHORIZE, authorize_params(web_app, state="x" * 2048))
    assert not browser.session.items()


def test_a_long_one_is_led_back_to_as_it_was(web_app: App) -> None:
    browser, state = Client(), "é%&+" * 400
    short = next_of(browser, web_app, state=state)
    assert len(short) < 100
    back = browser.get(short)
    assert back.status_code == 302
    assert parse_qs(urlsplit(back.headers["Location"]).query)["state"] == [state]


def test_the_same_one_again_is_kept_once_and_of_many_the_last_five(web_app: App) -> None:
    browser = Client()
    short = [next_of(browser, web_app, state=f"{number}" * 2048) for number in (0, 0, 1, 2, 3, 4, 5)]
    assert len(set(short)) == 6
    assert len(browser.session[long_requests.KEPT]) == 5
    assert_error_page(browser.get(short[0]), "form_expired")
    assert browser.get(short[2]).status_code == 302


@pytest.mark.parametrize("query", ["", "x", "é", "%00", "a&hub_request=b"])
def test_one_that_was_never_kept_is_out_of_date(query: str, web_app: App) -> None:
    assert_error_page(Client().get(f"{AUTHORIZE}?hub_request={query}"), "form_expired")


def test_its_name_beside_other_parameters_is_ignored_as_every_unknown_one(web_app: App) -> None:
    assert next_of(Client(), web_app, hub_request="x").startswith(f"{AUTHORIZE}?client_id=")
