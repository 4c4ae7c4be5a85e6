"""Hears of every secret that the Hub makes or is shown, and of every password; the Hub knows nothing of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.hashers import get_hashers

from hub_oauth.protocol import pkce, tokens

Heard = Callable[[str, str], None]
PRESENTED: Final = re.compile(r"hub_(?:ac|at|rt|cs)_([A-Za-z0-9_-]{22,})")
MADE: Final = {
    "new_code": "a code",
    "new_access_token": "an access token",
    "new_client_secret": "a client secret",
}


def install(heard: Heard) -> None:
    """Call heard(kind, value) from now on, in this process."""
    for name, kind in MADE.items():
        setattr(tokens, name, telling(getattr(tokens, name), heard, kind))
    tokens.new_refresh_token = telling_parts(tokens.new_refresh_token, heard)
    tokens.digest = told_what_is_digested(tokens.digest, heard)
    pkce.matches = told_the_verifier(pkce.matches, heard)
    for hasher in get_hashers():
        type(hasher).encode = told_the_password(type(hasher).encode, heard)  # type: ignore[method-assign]


def telling(make: Callable[[], str], heard: Heard, kind: str) -> Callable[[], str]:
    @wraps(make)
    def made() -> str:
        value = make()
        # Without the prefix, which everybody knows.
        heard(kind, value[7:])
        return value

    return made


def telling_parts(make: Callable[..., tokens.RefreshToken], heard: Heard) -> Callable[..., tokens.RefreshToken]:
    @wraps(make)
    def made(handle: str | None = None) -> tokens.RefreshToken:
        token = make(handle)
        heard("the handle of a refresh token", token.handle)
        heard("a refresh token", token.secret)
        return token

    return made


def told_what_is_digested(digest: Callable[..., bytes], heard: Heard) -> Callable[..., bytes]:
    @wraps(digest)
    def digested(raw: str) -> bytes:
        if found := PRESENTED.fullmatch(raw):
            heard("a value that was presented", found[1])
        return digest(raw)

    return digested


def told_the_verifier(matches: Callable[..., bool], heard: Heard) -> Callable[..., bool]:
    @wraps(matches)
    def matched(verifier: str, challenge: str) -> bool:
        heard("a code verifier", verifier)
        return matches(verifier, challenge)

    return matched


def told_the_password(encode: Callable[..., str], heard: Heard) -> Callable[..., str]:
    @wraps(encode)
    def encoded(self: Any, password: str | bytes, *args: Any, **kwargs: Any) -> str:
        heard("a password", password if isinstance(password, str) else password.decode())
        return encode(self, password, *args, **kwargs)

    return encoded
