"""Codes, tokens and secrets: 256 random bits behind a prefix that secret scanners find; kept as digests only."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from typing import Final, NamedTuple

CODE_PREFIX: Final = "hub_ac_"
ACCESS_TOKEN_PREFIX: Final = "hub_at_"  # noqa: S105
REFRESH_TOKEN_PREFIX: Final = "hub_rt_"  # noqa: S105
CLIENT_SECRET_PREFIX: Final = "hub_cs_"  # noqa: S105

HANDLE_BYTES: Final = 16
SECRET_BYTES: Final = 32
REFRESH_TOKEN: Final = re.compile(rf"{REFRESH_TOKEN_PREFIX}([A-Za-z0-9_-]{{22}})([A-Za-z0-9_-]{{43}})")


class RefreshToken(NamedTuple):
    """A handle, the same through all rotations, beside a secret that every rotation changes."""

    handle: str
    secret: str

    def encode(self) -> str:
        return f"{REFRESH_TOKEN_PREFIX}{self.handle}{self.secret}"


def new_code() -> str:
    return CODE_PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def new_access_token() -> str:
    return ACCESS_TOKEN_PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def new_client_secret() -> str:
    return CLIENT_SECRET_PREFIX + secrets.token_urlsafe(SECRET_BYTES)


def new_refresh_token(handle: str | None = None) -> RefreshToken:
    """A fresh secret, beside the handle of the token it replaces where there is one."""
    return RefreshToken(handle or secrets.token_urlsafe(HANDLE_BYTES), secrets.token_urlsafe(SECRET_BYTES))


def parse_refresh_token(raw: str) -> RefreshToken | None:
    """Handle and secret, or None for anything that was not made here."""
    found = REFRESH_TOKEN.fullmatch(raw)
    return RefreshToken(*found.groups()) if found else None


def digest(raw: str) -> bytes:
    """SHA-256, 32 bytes. No salt, no slow hash: 256 random bits can't be guessed (ASVS 6.5.2)."""
    return hashlib.sha256(raw.encode()).digest()


def equal(one: bytes, other: bytes) -> bool:
    """Compare in constant time (ASVS 11.2.4)."""
    return hmac.compare_digest(one, other)
