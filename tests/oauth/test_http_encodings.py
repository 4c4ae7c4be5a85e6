"""Encodings at token, revoke and introspect: every known parameter readable UTF-8 without NUL, or refused."""

from __future__ import annotations

import pytest

from tests.support.answers import assert_not_stored, error_of
from tests.support.app import TOKEN, App, Parameters, Tokens
from tests.support.flow import FORM, post_raw
from tests.support.forms import PARAMETERS, body, good_everywhere, in_body
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.django_db

INVALID = (400, "invalid_request")
UNREADABLE = {
    "NUL": b"x%00",
    "raw NUL": b"x\0",
    "not UTF-8": b"%ff",
    "raw, not UTF-8": b"\xff",
    "overlong UTF-8": b"%c0%af",
    "surrogate": b"%ed%a0%80",
    "lone percent": b"%",
    "bad escape": b"%zz",
}
everywhere = pytest.mark.parametrize("path", list(PARAMETERS))
each_parameter = pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, names in PARAMETERS.items() for name in names]
)


@pytest.fixture
def good(web_app: App, tokens: Tokens) -> Parameters:
    """Parameters that would be answered with 200 everywhere, the secret among them."""
    return good_everywhere(tokens, **in_body(web_app))


@pytest.mark.yardstick("J7")
@each_parameter
def test_no_parameter_may_be_unreadable(path: str, name: str, good: Parameters) -> None:
    sent = body(good, without=name) + f"&{name}=".encode()
    with nothing_changes():
        answers = {why: error_of(post_raw(path, sent + value, {})) for why, value in UNREADABLE.items()}
    assert answers == dict.fromkeys(UNREADABLE, INVALID)


@pytest.mark.yardstick("J7")
@each_parameter
def test_strange_but_readable_values_are_no_failure_of_ours(path: str, name: str, good: Parameters) -> None:
    for value in ("%EF%BB%BF", "%F0%9F%92%A9" * 100, "%0d%0aSet-Cookie:x", "%22%5c", "x" * 20_000, "%27;--", "[]"):
        response = post_raw(path, body(good, without=name) + f"&{name}={value}".encode(), {})
        assert response.status_code in (200, 400, 401)
        assert_not_stored(response)


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "iso-8859-1", "nonsense"])
@everywhere
def test_only_utf_8_is_read(path: str, charset: str, good: Parameters) -> None:
    with nothing_changes():
        answer = error_of(post_raw(path, body(good), {}, f"{FORM}; charset={charset}"))
    assert answer == (415, "invalid_request")


@pytest.mark.parametrize("content_type", [f"{FORM};charset=UTF-8", f"{FORM}; charset=utf8", FORM.upper()])
def test_saying_that_it_is_utf_8_is_fine(content_type: str, good: Parameters) -> None:
    assert post_raw(TOKEN, body(good), {}, content_type).status_code == 200


@pytest.mark.yardstick("J7")
@everywhere
def test_a_body_in_utf_16_is_refused(path: str, good: Parameters) -> None:
    with nothing_changes():
        # Not a name in it can be read: neither grant_type, which token wants first, nor client_id.
        answer = error_of(post_raw(path, body(good).decode().encode("utf-16"), {}))
    assert answer == (INVALID if path == TOKEN else (401, "invalid_client"))
