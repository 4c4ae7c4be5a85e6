from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_oauth.protocol import pkce

# RFC 7636 appendix B
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"


def test_challenge_is_the_one_of_the_rfc() -> None:
    assert pkce.challenge_of(VERIFIER) == CHALLENGE


def test_challenge_of_the_rfc_is_valid() -> None:
    assert pkce.challenge_is_valid(CHALLENGE)


@pytest.mark.yardstick("B6")
@pytest.mark.parametrize("length", [0, 1, 42, 44, 128, 129, 1_000_000])
def test_challenge_of_another_length_is_invalid(length: int) -> None:
    assert not pkce.challenge_is_valid("A" * length)


@pytest.mark.yardstick("B6")
@pytest.mark.parametrize("character", ["!", "=", "+", "/", ".", "~", "\0", "é", " ", "\n", "\u0661"])
@pytest.mark.parametrize("before", [0, 21, 42])
def test_challenge_with_another_character_is_invalid(character: str, before: int) -> None:
    assert not pkce.challenge_is_valid("A" * before + character + "A" * (42 - before))


def test_challenge_with_a_newline_behind_is_invalid() -> None:
    assert not pkce.challenge_is_valid(CHALLENGE + "\n")


@pytest.mark.parametrize("length", [43, 44, 127, 128])
def test_verifier_of_43_to_128_characters_is_valid(length: int) -> None:
    assert pkce.verifier_is_valid("a" * length)


@pytest.mark.yardstick("B8")
@pytest.mark.parametrize("length", [0, 1, 42, 129, 5000])
def test_verifier_of_another_length_is_invalid(length: int) -> None:
    assert not pkce.verifier_is_valid("a" * length)


def test_every_unreserved_character_makes_a_verifier() -> None:
    assert pkce.verifier_is_valid(UNRESERVED)


@pytest.mark.yardstick("B8")
@pytest.mark.parametrize("character", ["!", "=", "+", "/", "%", "\0", "é", " ", "\n", "\u0661"])
def test_verifier_with_another_character_is_invalid(character: str) -> None:
    assert not pkce.verifier_is_valid("a" * 50 + character)


@given(st.text(UNRESERVED, min_size=43, max_size=128))
def test_every_verifier_matches_its_own_challenge(verifier: str) -> None:
    challenge = pkce.challenge_of(verifier)
    assert pkce.challenge_is_valid(challenge)
    assert pkce.matches(verifier, challenge)


@pytest.mark.yardstick("B9")
@pytest.mark.parametrize("verifier", [VERIFIER + "a", VERIFIER[:-1] + "l", VERIFIER.lower(), CHALLENGE])
def test_another_verifier_does_not_match(verifier: str) -> None:
    assert not pkce.matches(verifier, CHALLENGE)


@pytest.mark.yardstick("B3")
def test_plain_does_not_match() -> None:
    assert not pkce.matches(VERIFIER, VERIFIER)


@pytest.mark.yardstick("B12")
def test_comparison_takes_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare_digest(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return True

    monkeypatch.setattr("hmac.compare_digest", compare_digest)
    assert pkce.matches(VERIFIER, "whatever")
    assert compared == [(CHALLENGE.encode(), b"whatever")]
