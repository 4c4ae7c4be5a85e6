from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import User

from tests.support.app import AUTHORIZE, STATE, App, answer_of, authorize_params
from tests.support.flow import ask, consent, signed_in
from tests.support.refusals import assert_error_page, assert_sent_back

BYTES = ["%00", "%ff", "%ff%fe", "%c0%af", "%ed%a0%80", "%", "%zz", "%2", "\xff", "a%00b"]


LATE = ["state", "response_type", "response_mode", "code_challenge", "scope", "resource", "prompt"]


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("value", BYTES, ids=ascii)
@pytest.mark.parametrize("name", LATE)
def test_unreadable_value_is_told_to_the_client(name: str, value: str, alice: User, web_app: App) -> None:
    response = raw(alice, authorize_params(web_app), name, value)
    state = None if name == "state" else STATE
    assert_sent_back(response, web_app, "invalid_request", "parameter_malformed", state=state)


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("value", BYTES, ids=ascii)
@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_unreadable_client_or_redirect_uri_is_an_error_page(name: str, value: str, alice: User, web_app: App) -> None:
    assert_error_page(raw(alice, authorize_params(web_app), name, value), "parameter_malformed")


def raw(user: User, asked: dict[str, str], name: str, value: str) -> Any:
    query = urlencode({known: sent for known, sent in asked.items() if known != name})
    return signed_in(user).get(AUTHORIZE, QUERY_STRING=f"{query}&{name}={value}")


STATES = {
    "A23 CRLF": "a\r\nSet-Cookie: x=1",
    "A23 markup": "</script><b>",
    "A23 another code": "a&code=evil&iss=evil",
    "A23 emoji": "🦊",
    "A23 escapes": "%2B+%20#?/",
    "2 KiB": "s" * 2048,
    "2 KiB of emoji": "🦊" * 512,
}


@pytest.mark.yardstick("A23")
@pytest.mark.parametrize("state", [pytest.param(state, id=name) for name, state in STATES.items()])
@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_state_comes_back_as_it_went(decision: str, state: str, alice: User, web_app: App) -> None:
    response = consent(signed_in(alice), authorize_params(web_app, state=state), decision)
    assert answer_of(response)["state"] == state
    assert set(answer_of(response)) <= {"code", "error", "error_description", "state", "iss"}


@pytest.mark.yardstick("D3")
@pytest.mark.parametrize("state", [None, ""])
def test_no_state_in_no_state_out(state: str | None, alice: User, web_app: App) -> None:
    response = consent(signed_in(alice), authorize_params(web_app, state=state))
    assert set(answer_of(response)) == {"code", "iss"}


@pytest.mark.parametrize("state", ["s" * 2049, "🦊" * 513, "s" * 1_000_000], ids=["2049", "emoji", "1,000,000"])
def test_longer_state_is_refused(state: str, alice: User, web_app: App) -> None:
    response = ask(signed_in(alice), authorize_params(web_app, state=state))
    assert_sent_back(response, web_app, "invalid_request", "parameter_too_long", state=None)
