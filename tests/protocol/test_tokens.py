from __future__ import annotations

import hashlib
import re
from collections.abc import Callable

import pytest

from hub_oauth.protocol import tokens
from hub_oauth.protocol.tokens import RefreshToken

MAKERS = [
    pytest.param(tokens.new_code, "hub_ac_", 43, id="code"),
    pytest.param(tokens.new_access_token, "hub_at_", 43, id="access token"),
    pytest.param(tokens.new_client_secret, "hub_cs_", 43, id="client secret"),
    pytest.param(lambda: tokens.new_refresh_token().encode(), "hub_rt_", 65, id="refresh token"),
]
HANDLE, SECRET = "h" * 22, "S-_0" * 10 + "abc"


@pytest.mark.yardstick("C13")
@pytest.mark.parametrize(("make", "prefix", "length"), MAKERS)
def test_value_is_its_prefix_and_random_characters(make: Callable[[], str], prefix: str, length: int) -> None:
    assert re.fullmatch(rf"{prefix}[A-Za-z0-9_-]{{{length}}}", make())


@pytest.mark.yardstick("C13")
@pytest.mark.parametrize(("make", "prefix", "length"), MAKERS)
def test_no_value_comes_twice(make: Callable[[], str], prefix: str, length: int) -> None:
    assert len({make() for _ in range(1000)}) == 1000


@pytest.mark.yardstick("C13")
@pytest.mark.parametrize(("make", "prefix", "length"), MAKERS)
def test_values_come_from_the_systems_random_source(
    make: Callable[[], str], prefix: str, length: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def token_urlsafe(size: int) -> str:
        asked.append(size)
        return "x"

    monkeypatch.setattr("secrets.token_urlsafe", token_urlsafe)
    make()
    assert asked[-1] == 32  # 256 bits


def test_rotation_keeps_the_handle_and_changes_the_secret() -> None:
    first = tokens.new_refresh_token()
    second = tokens.new_refresh_token(first.handle)
    assert second.handle == first.handle
    assert second.secret != first.secret


def test_handle_has_128_bits() -> None:
    handles = {tokens.new_refresh_token().handle for _ in range(1000)}
    assert len(handles) == 1000
    assert {len(handle) for handle in handles} == {22}


def test_refresh_token_reads_as_it_was_written() -> None:
    made = tokens.new_refresh_token()
    assert tokens.parse_refresh_token(made.encode()) == made


def test_refresh_token_is_prefix_handle_secret() -> None:
    assert tokens.parse_refresh_token(f"hub_rt_{HANDLE}{SECRET}") == RefreshToken(HANDLE, SECRET)


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "hub_rt_",
        f"{HANDLE}{SECRET}",
        f"hub_at_{HANDLE}{SECRET}",
        f"HUB_RT_{HANDLE}{SECRET}",
        f"hub_rt_{HANDLE}{SECRET[1:]}",
        f"hub_rt_{HANDLE}{SECRET}a",
        f"hub_rt_{HANDLE}{SECRET}\n",
        f" hub_rt_{HANDLE}{SECRET}",
        f"hub_rt_{HANDLE}{SECRET[1:]}=",
        f"hub_rt_{HANDLE}{SECRET[1:]}é",
        f"hub_rt_{HANDLE}{SECRET[1:]}\0",
        "hub_rt_" + "a" * 1_000_000,
    ],
)
def test_any_other_shape_is_no_refresh_token(raw: str) -> None:
    assert tokens.parse_refresh_token(raw) is None


@pytest.mark.yardstick("L6")
def test_digest_is_sha256() -> None:
    assert tokens.digest("hub_at_é") == hashlib.sha256("hub_at_é".encode()).digest()


def test_equal_tells_equal_from_unequal() -> None:
    assert tokens.equal(tokens.digest("a"), tokens.digest("a"))
    assert not tokens.equal(tokens.digest("a"), tokens.digest("b"))
    assert not tokens.equal(tokens.digest("a"), b"")


@pytest.mark.yardstick("G11")
def test_equal_takes_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hmac.compare_digest", lambda one, other: (one, other) == (b"a", b"b"))
    assert tokens.equal(b"a", b"b")
