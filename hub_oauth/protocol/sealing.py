"""An answer kept for a retry, which only whoever holds the presented token can open (DESIGN §4, rule 1)."""

from __future__ import annotations

import os
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

INFO: Final = b"hub_oauth sealed retry v1"
NONCE_BYTES: Final = 12


def key_of(presented: str) -> bytes:
    """The token is 256 random bits and more, so HKDF needs no salt (RFC 5869 §3.1)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=INFO).derive(presented.encode())


def seal(presented: str, plaintext: bytes, *, associated: bytes) -> bytes:
    """AES-256-GCM under a key from the presented token: nonce, then ciphertext and tag."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key_of(presented)).encrypt(nonce, plaintext, associated)


def unseal(presented: str, sealed: bytes, *, associated: bytes) -> bytes:
    """The plaintext; ValueError for another token, other associated data, or a byte changed."""
    nonce, ciphertext = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
    try:
        return AESGCM(key_of(presented)).decrypt(nonce, ciphertext, associated)
    except (InvalidTag, ValueError):
        raise ValueError("The sealed answer does not open with this token.") from None
