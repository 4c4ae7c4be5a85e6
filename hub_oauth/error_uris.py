"""Where a refusal is explained to the developer of the app (``error_uri``, RFC 6749 §4.1.2.1, §5.2)."""

from __future__ import annotations

from typing import Final

from hub_oauth.conf import conf
from hub_oauth.errors import CAUSES, Refusal
from hub_oauth.problems import KINDS

NOWHERE: Final = "about:blank"
OF_REST: Final = ("not_found",)  # REST framework's, beside those that are causes of ours by the same name


def of(refusal: Refusal) -> dict[str, str]:
    """The parameter of an answer; nothing where the site has no such page."""
    address = address_of(refusal.cause)
    return {"error_uri": address} if address else {}


def type_of(name: str) -> str:
    """The ``type`` of a problem document (RFC 9457 §3.1.1): the same place, and ``about:blank`` without a page."""
    explained = name in CAUSES or name in KINDS or name in OF_REST
    return address_of(name) or NOWHERE if explained else NOWHERE


def address_of(name: str) -> str:
    """Where this is explained; empty where the site has no such page."""
    return f"{conf.error_docs_url}#{name}" if conf.error_docs_url else ""
