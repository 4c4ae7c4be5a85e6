"""The longest requests that the Hub takes, through the server that it is deployed with."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode, urljoin

import pytest
import requests

from hub_oauth.authorization_checks import LOGIN_HINT_LIMIT, STATE_LIMIT
from tests.support.app import AUTHORIZE, App, answer_of, authorize_params
from tests.support.html import form_with
from tests.support.http_flow import TIMEOUT, answer
from tests.support.server import HubServer

PASSWORD = "a password for long ways 31"
USUAL = 4094  # bytes of a request line that servers take where nobody says otherwise
STATES = {
    "letters": "ש" * (STATE_LIMIT // 2),
    "pictures": "\N{PILE OF POO}" * (STATE_LIMIT // 4),
    "controls above ASCII": "\x85\u2028" * (STATE_LIMIT // 5),
    "JSON": ('{"back":"/a/é","n":[1,2]}' * STATE_LIMIT).encode()[:1500].decode(errors="ignore"),
    "base64": "Zm9v+/==" * (STATE_LIMIT // 8),
    "what separates parameters": "&#%+" * (STATE_LIMIT // 4),
}


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    with HubServer() as hub:
        hub.create_user("alice", PASSWORD)
        yield hub


@pytest.fixture(scope="module")
def app(hub: HubServer) -> App:
    return hub.create_app("--name", "Acme Papers")


@pytest.mark.parametrize("state", STATES.values(), ids=STATES)
def test_a_long_state_survives_the_sign_in(hub: HubServer, app: App, state: str) -> None:
    browser = requests.Session()
    page = browser.get(
        hub.url + AUTHORIZE, params=authorize_params(app, state=state, prompt="consent"), timeout=TIMEOUT
    )
    assert page.status_code == 200
    asked = sign_in(browser, page)
    assert answer_of(answer(browser, asked))["state"] == state


def test_so_does_one_with_the_longest_hint_and_a_sign_in_that_is_asked_for(hub: HubServer, app: App) -> None:
    browser, state = requests.Session(), "é" * (STATE_LIMIT // 2)
    params = authorize_params(app, state=state, prompt="login", login_hint="é" * (LOGIN_HINT_LIMIT // 8))
    # As some clients write it, with escapes in lower case.
    url = f"{hub.url}{AUTHORIZE}?{urlencode(params).replace('%C3%A9', '%c3%a9')}"
    asked = sign_in(browser, browser.get(url, timeout=TIMEOUT))
    assert 'name="request"' in asked.text, "asked to sign in twice"
    assert answer_of(answer(browser, asked))["state"] == state


def test_the_sign_in_page_says_whose_long_request_it_is(hub: HubServer, app: App) -> None:
    params = authorize_params(app, state=STATES["letters"], login_hint="alice@example.org")
    page = requests.Session().get(hub.url + AUTHORIZE, params=params, timeout=TIMEOUT).text
    assert '<bdi dir="auto">Acme Papers</bdi>' in page
    assert form_with(page, "password").fields["login"] == "alice@example.org"


def test_a_short_address_means_nothing_to_another_browser(hub: HubServer, app: App) -> None:
    asked = requests.Session().get(hub.url + AUTHORIZE, params=authorize_params(app, state="x" * 2048), timeout=TIMEOUT)
    short = form_with(asked.text, "password").fields["next"]
    elsewhere = requests.get(hub.url + short, timeout=TIMEOUT, allow_redirects=False)
    assert elsewhere.status_code == 400
    assert "This page is out of date" in elsewhere.text
    assert requests.get(f"{hub.url}/accounts/login/", params={"next": short}, timeout=TIMEOUT).status_code == 200


def sign_in(browser: requests.Session, page: requests.Response) -> requests.Response:
    """The consent page, after the sign-in page has been sent."""
    form = form_with(page.text, "password")
    sent = {**form.fields, "login": "alice", "password": PASSWORD}
    assert len(page.url) < USUAL
    asked = browser.post(urljoin(page.url, form.action), sent, timeout=TIMEOUT)
    assert asked.status_code == 200
    return asked
