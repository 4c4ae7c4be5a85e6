"""Token, revoke and introspect as HTTP: methods, bodies, encodings (RFC 6749 §3.2)."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from hub_oauth.conf import conf
from tests.support.answers import assert_not_stored, error_of
from tests.support.app import TOKEN, App, Parameters, Tokens
from tests.support.flow import FORM, post_raw
from tests.support.forms import PARAMETERS, body, good_everywhere, in_body
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.django_db

INVALID = (400, "invalid_request")
everywhere = pytest.mark.parametrize("path", list(PARAMETERS))
each_parameter = pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path, names in PARAMETERS.items() for name in names]
)


@pytest.fixture
def good(web_app: App, tokens: Tokens) -> Parameters:
    """Parameters that would be answered with 200 everywhere, the secret among them."""
    return good_everywhere(tokens, **in_body(web_app))


@pytest.mark.yardstick("J9")
@everywhere
def test_the_good_parameters_are_good(path: str, good: Parameters) -> None:
    response = post_raw(path, body(good), {})
    assert response.status_code == 200
    assert_not_stored(response)


@pytest.mark.yardstick("J1")
@each_parameter
def test_no_parameter_may_come_twice(path: str, name: str, good: Parameters) -> None:
    value = urlencode({name: good.get(name, "x")}).encode()
    with nothing_changes():
        assert error_of(post_raw(path, b"&".join([body(good, without=name), value, value]), {})) == INVALID


@pytest.mark.yardstick("G3")
@each_parameter
def test_no_parameter_may_travel_in_the_url(path: str, name: str, good: Parameters) -> None:
    with nothing_changes():
        assert error_of(post_raw(f"{path}?{name}=x", body(good), {})) == INVALID


@pytest.mark.yardstick("J8")
@everywhere
def test_unknown_parameters_are_ignored_even_twice_and_malformed(path: str, good: Parameters) -> None:
    sent = body(good) + b"&utm=1&utm=2&\xff=%&=&%zz=1&client_assertion=x"
    assert post_raw(path + "?utm=1&utm=%ff", sent, {}).status_code == 200


@pytest.mark.yardstick("J3")
@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
@everywhere
def test_only_forms_are_read(path: str, content_type: str, good: Parameters) -> None:
    with nothing_changes():
        assert error_of(post_raw(path, body(good), {}, content_type)) == (415, "invalid_request")


@pytest.mark.yardstick("J4")
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"])
@everywhere
def test_other_methods_are_refused(path: str, method: str, web_app: App) -> None:
    with nothing_changes():
        response = Client().generic(method, path, headers=web_app.headers)
    assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")
    assert_not_stored(response)


@pytest.mark.yardstick("J6")
@pytest.mark.parametrize("filler", [b"&x=" + b"x" * 10**6, b"&x=1" * 10**5], ids=["a long value", "many parameters"])
@everywhere
def test_a_large_body_is_refused(path: str, filler: bytes, good: Parameters) -> None:
    with nothing_changes():
        assert error_of(post_raw(path, body(good) + filler, {})) == (413, "invalid_request")


@pytest.mark.yardstick("J6")
@everywhere
def test_a_body_of_the_very_limit_is_read(path: str, good: Parameters) -> None:
    filled = (body(good) + b"&x=").ljust(conf.body_limit, b"x")
    assert post_raw(path, filled, {}).status_code != 413
    assert post_raw(path, filled + b"x", {}).status_code == 413


class NeverRead(BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("The body is read.")


@pytest.mark.yardstick("J6")
@everywhere
def test_a_large_body_is_refused_by_its_length_alone(path: str) -> None:
    announced: dict[str, Any] = {"CONTENT_LENGTH": str(conf.body_limit + 1), "wsgi.input": NeverRead()}
    assert error_of(Client().generic("POST", path, b"x", FORM, **announced)) == (413, "invalid_request")


def test_a_body_larger_than_the_host_allows_is_refused_as_json(good: Parameters, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    assert error_of(post_raw(TOKEN, body(good), {})) == (413, "invalid_request")


@everywhere
def test_an_empty_body_is_refused(path: str, web_app: App) -> None:
    assert error_of(post_raw(path, b"&", web_app.headers)) == INVALID


@pytest.mark.parametrize("length", ["x", "-1"])
def test_a_length_that_is_none_is_refused(length: str, good: Parameters) -> None:
    response = Client().post(TOKEN, body(good), content_type=FORM, CONTENT_LENGTH=length)
    assert response.status_code == 400
