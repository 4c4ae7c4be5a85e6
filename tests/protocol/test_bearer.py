from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_oauth.errors import Refusal
from hub_oauth.protocol import bearer, tokens

METADATA = "https://hub.example/.well-known/oauth-protected-resource"


def challenge(refusal: Refusal | None = None, scope: str = "") -> str:
    return bearer.challenge(resource_metadata=METADATA, refusal=refusal, scope=scope)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_token_is_found_whatever_the_case_of_the_scheme(scheme: str) -> None:
    assert bearer.token_of(f"{scheme} hub_at_abc") == "hub_at_abc"


@pytest.mark.parametrize("token", ["a", "a=", "a==", "AZaz09-._~+/", tokens.new_access_token()])
def test_every_b64token_is_a_token(token: str) -> None:
    assert bearer.token_of(f"Bearer {token}") == token


@pytest.mark.yardstick("I5")
@pytest.mark.parametrize("authorization", [None, "", " ", "Basic YWNtZTpz", "Bearerx y", "hub_at_abc", "DPoP abc"])
def test_no_bearer_credentials_are_no_token(authorization: str | None) -> None:
    assert bearer.token_of(authorization) is None


@pytest.mark.parametrize(
    "rest",
    [
        "",
        " ",
        " a b",
        " a, b",
        " =",
        " a=b",
        " \u00e9",
        " a\n",
        " a\0",
        ' "a"',
        " a%20",
        " a,Bearer b",
        " token=a",
        "  a\tb",
    ],
)
def test_what_is_not_one_token_is_refused(rest: str) -> None:
    with pytest.raises(Refusal) as refused:
        bearer.token_of(f"Bearer{rest}")
    assert refused.value.cause == "token_malformed"


@pytest.mark.yardstick("I5")
@pytest.mark.parametrize("refusal", [None, Refusal("token_missing")])
def test_who_sent_no_token_gets_no_error_code(refusal: Refusal | None) -> None:
    assert challenge(refusal) == f'Bearer realm="hub", resource_metadata="{METADATA}"'


@pytest.mark.yardstick("I6")
def test_bad_token_gets_its_error() -> None:
    assert challenge(Refusal("token_invalid")) == (
        'Bearer realm="hub", error="invalid_token", '
        'error_description="The access token is unknown, expired or revoked.", '
        f'resource_metadata="{METADATA}"'
    )


@pytest.mark.yardstick("I7")
def test_missing_scope_is_named() -> None:
    made = challenge(Refusal("scope_insufficient", scope="teams:write"), "teams:write")
    assert 'error="insufficient_scope"' in made
    assert 'scope="teams:write"' in made


def test_realm_can_be_another() -> None:
    made = bearer.challenge(realm="shop", resource_metadata=METADATA, refusal=None)
    assert made.startswith('Bearer realm="shop", ')


@given(st.text())
def test_no_value_leaves_its_quotes(scope: str) -> None:
    made = challenge(scope=f"x{scope}")
    inside = made.removeprefix('Bearer realm="hub", scope="').removesuffix(f'", resource_metadata="{METADATA}"')
    assert made.isascii()
    assert made.isprintable()
    assert '"' not in inside.replace("\\\\", "").replace('\\"', "")


def test_quotes_and_backslashes_are_escaped() -> None:
    assert 'scope="a\\"b\\\\c"' in challenge(scope='a"b\\c')


@pytest.mark.parametrize("character", ["\r", "\n", "\0", "\u20ac"])
def test_nothing_can_split_the_header(character: str) -> None:
    assert 'scope="a?b"' in challenge(scope=f"a{character}b")


@pytest.mark.yardstick("G8")
def test_clients_are_asked_for_basic() -> None:
    assert bearer.basic_challenge() == 'Basic realm="hub", charset="UTF-8"'
