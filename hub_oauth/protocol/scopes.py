"""Scope values (RFC 6749 §3.3): names separated by single spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from hub_oauth.errors import Refusal

# scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]+(?: [\x21\x23-\x5b\x5d-\x7e]+)*")


def parse(raw: str | None) -> tuple[str, ...]:
    """The names in the order given, each once; empty for None. Raises Refusal("scope_malformed")."""
    if raw is None:
        return ()
    if not SCOPE.fullmatch(raw):
        raise Refusal("scope_malformed")
    return split(raw)


def split(stored: str) -> tuple[str, ...]:
    """The names of a value that was joined here."""
    return tuple(dict.fromkeys(stored.split()))


def join(scopes: Iterable[str]) -> str:
    return " ".join(scopes)


def without(stored: str, scope: str) -> str:
    """The joined value less one of its names."""
    return join(name for name in split(stored) if name != scope)
