"""Where people were going when an e-mail came between: kept in their session, for an hour."""

from __future__ import annotations

import time
from typing import Final

from allauth.account import app_settings
from django.http import HttpRequest

KEY: Final = "hub_destination"


def keep(request: HttpRequest, url: str | None) -> None:
    """url: checked to be of this site; None keeps what was kept before."""
    if url:
        request.session[KEY] = {"url": url, "at": int(time.time())}


def kept(request: HttpRequest) -> str:
    """The address, or nothing."""
    found = request.session.get(KEY, {"url": "", "at": 0})
    is_fresh = time.time() - found["at"] < app_settings.LOGIN_TIMEOUT
    return str(found["url"]) if is_fresh else ""


def forget(request: HttpRequest) -> None:
    """They have arrived."""
    request.session.pop(KEY, None)
