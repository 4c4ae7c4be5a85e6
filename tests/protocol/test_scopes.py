from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_oauth.errors import Refusal
from hub_oauth.protocol import scopes

# scope-token of RFC 6749 §3.3
TOKEN_CHARACTERS = "".join(chr(n) for n in range(0x21, 0x7F) if chr(n) not in '"\\')


def test_names_come_in_the_order_asked_for() -> None:
    assert scopes.parse("teams:read profile:read") == ("teams:read", "profile:read")


def test_a_name_asked_for_twice_counts_once_at_its_first_place() -> None:
    assert scopes.parse("b a b c a") == ("b", "a", "c")


def test_nothing_asked_for_is_no_scope() -> None:
    assert scopes.parse(None) == ()


def test_names_are_case_sensitive() -> None:
    assert scopes.parse("A a") == ("A", "a")


@pytest.mark.parametrize(
    "raw",
    ["", " ", " a", "a ", "a  b", "a\tb", "a\n", "a\nb", 'a"', "a\\", "é", "a\0b", "\x7f", "a\u00a0b", "a\u2003b"],
)
def test_malformed_is_refused(raw: str) -> None:
    with pytest.raises(Refusal) as refused:
        scopes.parse(raw)
    assert refused.value.cause == "scope_malformed"


@given(st.lists(st.text(TOKEN_CHARACTERS, min_size=1), unique=True))
def test_joined_names_split_into_the_same(names: list[str]) -> None:
    joined = scopes.join(names)
    assert scopes.split(joined) == tuple(names)
    assert scopes.parse(joined or None) == tuple(names)


def test_join_puts_one_space_between() -> None:
    assert scopes.join(("a", "b")) == "a b"


def test_nothing_stored_is_no_scope() -> None:
    assert scopes.split("") == ()


def test_one_is_taken_out_whole() -> None:
    assert scopes.without("a ab b", "a") == "ab b"
    assert scopes.without("a", "a") == ""
    assert scopes.without("a b", "c") == "a b"
