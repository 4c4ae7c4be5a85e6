from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support.app import STATE, App, authorize_params
from tests.support.flow import ask, signed_in
from tests.support.refusals import assert_sent_back

CHALLENGE = "a" * 43


MALFORMED = {
    "1 character": "a",
    "42 characters": "a" * 42,
    "44 characters": "a" * 44,
    "128 characters": "a" * 128,
    "129 characters": "a" * 129,
    "1,000,000 characters": "a" * 1_000_000,
    "!": "!" * 43,
    "=": "a" * 42 + "=",
    "+": "a" * 42 + "+",
    "/": "a" * 42 + "/",
    "newline": "a" * 43 + "\n",
    "e acute": "a" * 42 + "é",
}


def row(rule: str, name: str, error: str, cause: str, **over: str | None) -> Any:
    return pytest.param(over, error, cause, id=f"{rule} {name}", marks=pytest.mark.yardstick(rule))


def other(name: str, error: str, cause: str, **over: str | None) -> Any:
    return pytest.param(over, error, cause, id=name)


def invalid(rule: str, name: str, cause: str, **over: str | None) -> Any:
    return row(rule, name, "invalid_request", cause, **over)


ROWS = [
    invalid("B1", "no challenge", "challenge_missing", code_challenge=None),
    invalid("B2", "empty challenge", "challenge_missing", code_challenge=""),
    invalid("B3", "plain", "challenge_method", code_challenge_method="plain"),
    invalid("B3", "s256", "challenge_method", code_challenge_method="s256"),
    invalid("B4", "no method", "challenge_method", code_challenge_method=None),
    *(invalid("B6", name, "challenge_malformed", code_challenge=value) for name, value in MALFORMED.items()),
    invalid("A24", "fragment", "response_mode", response_mode="fragment"),
    invalid("A24", "form_post", "response_mode", response_mode="form_post"),
    invalid("A24", "web_message", "response_mode", response_mode="web_message"),
    other("response_type absent", "invalid_request", "parameter_missing", response_type=None),
    other("response_type empty", "invalid_request", "parameter_missing", response_type=""),
    other("response_type token", "unsupported_response_type", "response_type", response_type="token"),
    other("response_type two", "unsupported_response_type", "response_type", response_type="code token"),
    other("response_type case", "unsupported_response_type", "response_type", response_type="Code"),
    row("F1", "unknown scope", "invalid_scope", "scope_unknown", scope="profile:read no:such"),
    row("F1", "scope not of this client", "invalid_scope", "scope_unknown", scope="teams:write"),
    row("F1", "scope of another case", "invalid_scope", "scope_unknown", scope="Profile:Read"),
    row("F1", "scope of other letters", "invalid_scope", "scope_malformed", scope="рrofile:read"),
    row("F1", "two spaces", "invalid_scope", "scope_malformed", scope="profile:read  teams:read"),
    row("F1", "tab", "invalid_scope", "scope_malformed", scope="profile:read\tteams:read"),
    row("F1", "quote", "invalid_scope", "scope_malformed", scope='profile:read"'),
    row("F2", "no scope", "invalid_scope", "scope_missing", scope=None),
    row("F2", "empty scope", "invalid_scope", "scope_missing", scope=""),
    other("RFC 8707 resource elsewhere", "invalid_target", "resource_unknown", resource="https://evil.example"),
    other("RFC 8707 resource below", "invalid_target", "resource_unknown", resource="http://127.0.0.1:8000/x"),
    other("RFC 8707 two slashes", "invalid_target", "resource_unknown", resource="http://127.0.0.1:8000//"),
    other("RFC 8707 resource of a slash", "invalid_target", "resource_unknown", resource="/"),
]


@pytest.mark.parametrize(("over", "error", "cause"), ROWS)
def test_bad_request_is_told_to_the_client(
    over: dict[str, str | None], error: str, cause: str, alice: User, web_app: App
) -> None:
    assert_sent_back(ask(signed_in(alice), authorize_params(web_app, **over)), web_app, error, cause)


@pytest.mark.yardstick("B1")
def test_public_client_needs_pkce_too(alice: User, spa_app: App) -> None:
    response = ask(signed_in(alice), authorize_params(spa_app, code_challenge=None))
    assert_sent_back(response, spa_app, "invalid_request", "challenge_missing")


@pytest.mark.parametrize("issuer", ["http://127.0.0.1:8000", "http://127.0.0.1:8000/"])
def test_issuer_is_a_resource_with_or_without_a_slash(issuer: str, alice: User, web_app: App) -> None:
    assert ask(signed_in(alice), authorize_params(web_app, resource=issuer)).status_code == 200


def test_resource_that_the_host_registered_is_known(alice: User, web_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "RESOURCES": {"/api/plans/": ["teams:read"]}}
    asked = authorize_params(web_app, resource="http://127.0.0.1:8000/api/plans/")
    assert ask(signed_in(alice), asked).status_code == 200


@pytest.mark.yardstick("F2")
def test_missing_scope_means_the_documented_default(alice: User, web_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "DEFAULT_SCOPES": ["profile:read"]}
    page = ask(signed_in(alice), authorize_params(web_app, scope=None)).content.decode()
    assert "See your profile" in page
    assert "See your teams" not in page


# RFC 6749 §3.1: no parameter more than once, whichever it is.
@pytest.mark.yardstick("B11")
@pytest.mark.parametrize("same", [True, False], ids=["same", "different"])
@pytest.mark.parametrize(
    "name", ["response_type", "response_mode", "code_challenge", "code_challenge_method", "scope", "prompt"]
)
def test_repeated_parameter_is_refused(name: str, same: bool, alice: User, web_app: App) -> None:
    asked = authorize_params(web_app, response_mode="query", prompt="consent")
    repeated = {**asked, name: [asked[name], asked[name] if same else "other"]}
    response = ask(signed_in(alice), repeated)
    assert_sent_back(response, web_app, "invalid_request", "parameter_repeated")


def test_state_given_twice_is_not_sent_back(alice: User, web_app: App) -> None:
    response = ask(signed_in(alice), {**authorize_params(web_app), "state": [STATE, STATE]})
    assert_sent_back(response, web_app, "invalid_request", "parameter_repeated", state=None)


@pytest.mark.parametrize(("over", "error", "cause"), ROWS[:1])
def test_visitor_signs_in_before_a_bad_request_is_told(
    over: dict[str, str | None], error: str, cause: str, web_app: App
) -> None:
    assert ask(Client(), authorize_params(web_app, **over)).headers["Location"].startswith("/login?next=")
