from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from hub_oauth.protocol import sealing, tokens

PRESENTED = tokens.new_refresh_token().encode()
BOUND = b"grant 1, generation 2, acme"


def sealed() -> bytes:
    return sealing.seal(PRESENTED, b"the answer", associated=BOUND)


@given(st.text(min_size=1).filter(lambda text: text.isascii()), st.binary(), st.binary())
def test_whoever_holds_the_token_opens_it(presented: str, plaintext: bytes, associated: bytes) -> None:
    kept = sealing.seal(presented, plaintext, associated=associated)
    assert sealing.unseal(presented, kept, associated=associated) == plaintext


@pytest.mark.yardstick("L6")
def test_another_token_does_not_open_it() -> None:
    with pytest.raises(ValueError, match="does not open"):
        sealing.unseal(tokens.new_refresh_token().encode(), sealed(), associated=BOUND)


def test_another_grant_does_not_open_it() -> None:
    with pytest.raises(ValueError, match="does not open"):
        sealing.unseal(PRESENTED, sealed(), associated=b"grant 2, generation 2, acme")


@pytest.mark.parametrize("position", range(12 + len(b"the answer") + 16))
def test_any_changed_byte_is_noticed(position: int) -> None:
    changed = bytearray(sealed())
    changed[position] ^= 1
    with pytest.raises(ValueError, match="does not open"):
        sealing.unseal(PRESENTED, bytes(changed), associated=BOUND)


@pytest.mark.parametrize("length", [0, 7, 8, 12, 27, 37])
def test_a_cut_answer_does_not_open(length: int) -> None:
    with pytest.raises(ValueError, match="does not open"):
        sealing.unseal(PRESENTED, sealed()[:length], associated=BOUND)


def test_every_sealing_has_a_nonce_of_its_own() -> None:
    assert len({sealed()[:12] for _ in range(100)}) == 100


@pytest.mark.yardstick("L6")
def test_neither_plaintext_nor_token_stands_in_it() -> None:
    assert b"the answer" not in sealed()
    assert PRESENTED.encode() not in sealed()


def test_the_cipher_is_aes_256_in_gcm_under_a_derived_key() -> None:
    key, kept = sealing.key_of(PRESENTED), sealed()
    assert len(key) == 32
    assert AESGCM(key).decrypt(kept[:12], kept[12:], BOUND) == b"the answer"


@pytest.mark.yardstick("L6")
def test_the_digest_in_the_database_is_not_the_key() -> None:
    assert sealing.key_of(PRESENTED) != tokens.digest(PRESENTED)
