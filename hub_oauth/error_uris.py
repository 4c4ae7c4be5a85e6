"""Where a refusal is explained to the developer of the app (``error_uri``, RFC 6749 §4.1.2.1, §5.2)."""

from __future__ import annotations

from hub_oauth.conf import conf
from hub_oauth.errors import Refusal


def of(refusal: Refusal) -> dict[str, str]:
    """The parameter of an answer; nothing where the site has no such page."""
    address = address_of(refusal.cause)
    return {"error_uri": address} if address else {}


def address_of(cause: str) -> str:
    """Where this cause is explained; empty where the site has no such page."""
    return f"{conf.error_docs_url}#{cause}" if conf.error_docs_url else ""
