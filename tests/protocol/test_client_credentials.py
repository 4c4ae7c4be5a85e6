from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_oauth.errors import Refusal
from hub_oauth.protocol import client_credentials
from hub_oauth.protocol.client_credentials import ClientCredentials
from hub_oauth.protocol.parameters import Parameters


def body(raw: bytes = b"") -> Parameters:
    return Parameters.parse(raw, ("client_id", "client_secret"))


def basic(pair: str | bytes, scheme: str = "Basic") -> str:
    return f"{scheme} {base64.b64encode(pair if isinstance(pair, bytes) else pair.encode()).decode()}"


def cause(authorization: str | None, raw: bytes = b"") -> str:
    with pytest.raises(Refusal) as refused:
        client_credentials.read(authorization, body(raw))
    return refused.value.cause


@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_basic_is_read(scheme: str) -> None:
    found = client_credentials.read(basic("acme:s3cret", scheme), body())
    assert found == ClientCredentials("acme", "s3cret", "basic")


def test_secret_in_basic_may_hold_colons() -> None:
    assert client_credentials.read(basic("acme:a:b"), body()).secret == "a:b"


def test_both_halves_of_basic_are_form_encoded() -> None:
    found = client_credentials.read(basic("ac%3Ame:s+%2B%C3%A9"), body())
    assert (found.client_id, found.secret) == ("ac:me", "s +é")


def test_basic_beside_the_same_client_id_in_the_body_is_fine() -> None:
    assert client_credentials.read(basic("acme:s"), body(b"client_id=acme")).method == "basic"


def test_secret_in_the_body_is_read() -> None:
    found = client_credentials.read(None, body(b"client_id=acme&client_secret=s3cret"))
    assert found == ClientCredentials("acme", "s3cret", "post")


def test_client_id_alone_is_a_public_client() -> None:
    assert client_credentials.read(None, body(b"client_id=acme")) == ClientCredentials("acme", None, "none")


@pytest.mark.yardstick("G4")
def test_empty_secret_in_the_body_is_none() -> None:
    found = client_credentials.read(None, body(b"client_id=acme&client_secret="))
    assert found == ClientCredentials("acme", None, "none")


@pytest.mark.yardstick("G1")
@pytest.mark.parametrize("raw", [b"client_secret=s", b"client_secret=other"])
def test_basic_and_a_secret_in_the_body_is_one_too_many(raw: bytes) -> None:
    assert cause(basic("acme:s"), raw) == "client_authentication_twice"


def test_basic_beside_another_client_id_is_refused() -> None:
    assert cause(basic("acme:s"), b"client_id=other") == "client_id_mismatch"


def test_nothing_at_all_misses_the_client_id() -> None:
    assert cause(None, b"client_secret=s") == "client_missing"


def test_repeated_client_id_is_refused() -> None:
    assert cause(None, b"client_id=a&client_id=a") == "parameter_repeated"
    assert cause(basic("a:s"), b"client_id=a&client_id=a") == "parameter_repeated"


@pytest.mark.yardstick("G4")
@pytest.mark.parametrize(
    "authorization",
    [
        pytest.param("", id="empty header"),
        pytest.param("Basic", id="scheme alone"),
        pytest.param("Basic ", id="nothing behind the scheme"),
        pytest.param("Basic !!!!", id="not base64"),
        pytest.param("Basic YWNtZTpz YWNtZTpz", id="two words"),
        pytest.param("Basic YWNtZTpzMQ", id="no padding"),
        pytest.param("Basic YWNtZTpz\u00e9", id="not ASCII"),
        pytest.param(basic("acme"), id="no colon"),
        pytest.param(basic("acme:"), id="no secret"),
        pytest.param(basic(":s"), id="no client"),
        pytest.param(basic(b"acme:\xff"), id="not UTF-8"),
        pytest.param(basic("acme:%ff"), id="not UTF-8 when decoded"),
        pytest.param(basic("acme:%00s"), id="NUL in the secret"),
        pytest.param(basic("ac\0me:s"), id="NUL in the client"),
        pytest.param(basic("acme:s", "Bearer"), id="another scheme"),
        pytest.param("acme:s", id="no scheme"),
    ],
)
def test_a_header_that_proves_nobody_is_refused(authorization: str) -> None:
    assert cause(authorization, b"client_id=acme") == "client_credentials_wrong"


@given(st.text())
def test_any_header_is_credentials_or_refused(authorization: str) -> None:
    assert cause(f"Basic {authorization}", b"client_secret=s") in {
        "client_credentials_wrong",
        "client_authentication_twice",
    }
