"""The tokens that this browser's session holds: kept, shown by their last four characters only, forgotten."""

from __future__ import annotations

import time
from typing import Any

from flask import session

Tokens = dict[str, Any]


def exists() -> bool:
    return "tokens" in session


def tokens() -> Tokens:
    """The tokens of this session; a KeyError where there are none."""
    found: Tokens = session["tokens"]
    return found


def keep(new: Tokens) -> None:
    session["tokens"] = new


def forget() -> Tokens:
    """Drop the tokens and return what was dropped."""
    dropped: Tokens = session.pop("tokens")
    return dropped


def tails() -> dict[str, str]:
    """Enough of each token to see that it changed, and too little to use it."""
    return {"access token": tokens()["access_token"][-4:], "refresh token": tokens()["refresh_token"][-4:]}


def minutes_left() -> int:
    """Until the access token has to be refreshed."""
    left: float = tokens()["expires_at"] - time.time()
    return max(0, round(left / 60))


def may(scope: str) -> bool:
    """Whether the person allowed this scope (RFC 6749 §5.1: the answer says what was granted)."""
    return scope in tokens().get("scope", "").split()
