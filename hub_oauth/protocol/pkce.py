"""Proof key for code exchange, S256 only (RFC 7636)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from typing import Final

CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")  # §4.2: base64url of 32 bytes, no padding
VERIFIER: Final = re.compile(r"[A-Za-z0-9._~-]{43,128}")  # §4.1


def challenge_is_valid(challenge: str) -> bool:
    return CHALLENGE.fullmatch(challenge) is not None


def verifier_is_valid(verifier: str) -> bool:
    return VERIFIER.fullmatch(verifier) is not None


def challenge_of(verifier: str) -> str:
    """BASE64URL-ENCODE(SHA256(ASCII(code_verifier))), §4.2."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def matches(verifier: str, challenge: str) -> bool:
    """Whether the verifier belongs to the challenge (§4.6); compared in constant time."""
    return hmac.compare_digest(challenge_of(verifier).encode(), challenge.encode())
