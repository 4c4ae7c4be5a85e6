"""The reference code of a request: short, random, the same on the page, in the audit log and in the log lines."""

from __future__ import annotations

import secrets
from typing import Final

from django.http import HttpRequest

ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # nothing that is misread over the telephone


def reference_of(request: HttpRequest) -> str:
    """The request's code, made at the first call. Never one that the caller sent: it goes into logs."""
    known: str | None = getattr(request, "hub_reference", None)
    if known is None:
        known = "".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(12))  # 32 letters: no bias
        request.hub_reference = known  # type: ignore[attr-defined]
    return known
