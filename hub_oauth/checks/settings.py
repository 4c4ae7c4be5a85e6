"""E001–E002: the keys of HUB_OAUTH, and the one that has no default."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from hub_oauth.conf import DEFAULTS, conf

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@register
def keys_are_known(**kwargs: Any) -> list[CheckMessage]:
    written = getattr(settings, "HUB_OAUTH", {})
    if not isinstance(written, Mapping):
        hint = 'Write HUB_OAUTH = {"ISSUER": "https://hub.example"}.'
        return [Error(f"HUB_OAUTH is {written!r}, which is not a dictionary.", hint=hint, id="hub_oauth.E001")]
    return [
        Error(f"HUB_OAUTH has no key {key!r}.", hint=did_you_mean(str(key)), id="hub_oauth.E001")
        for key in written
        if key not in DEFAULTS
    ]


def did_you_mean(key: str) -> str:
    near = difflib.get_close_matches(key.upper(), DEFAULTS, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(DEFAULTS)}."


@register
def issuer_is_an_origin(**kwargs: Any) -> list[CheckMessage]:
    """RFC 8414 §2: an https URL; without a path, since the Hub is mounted at the root."""
    if issuer_is_right(conf.issuer):
        return []
    return [
        Error(
            f"HUB_OAUTH['ISSUER'] is {conf.issuer!r}, which is not an https origin.",
            hint="Write it as https://hub.example, no path and no slash at the end; http only for 127.0.0.1.",
            id="hub_oauth.E002",
        )
    ]


def issuer_is_right(issuer: str) -> bool:
    try:
        parts = urlsplit(issuer)
        port = parts.port
    except ValueError:
        return False
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(parts.hostname) and secure and issuer == origin
