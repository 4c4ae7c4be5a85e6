"""Documents as they were last seen, for as long as their servers say, within bounds; failures for a shorter while."""

from __future__ import annotations

import hashlib
from typing import Final

from django.core.cache import cache

from hub_oauth import throttles
from hub_oauth.client_documents import document
from hub_oauth.client_documents.document import ClientDocument
from hub_oauth.client_documents.fetch import Fetcher
from hub_oauth.client_documents.unusable import Unusable
from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.people import Person
from hub_oauth.protocol import client_urls

SHORTEST: Final = 60  # seconds: a document that wants to be asked for each time would be a way to have the Hub ask
UNSAID: Final = 300

fetcher: Fetcher = Fetcher()


def look_up(url: str, *, person: Person, address: str | None) -> ClientDocument:
    """The app at an address, from the cache or from there.

    Raises Refusal: ``client_document`` for what can't be used, ``throttled`` where this person, this address or anybody
    has had too many fetched, ``temporarily_unavailable`` without a cache, for nothing then keeps the Hub from asking.
    """
    body, problem = kept(url) or ask(url, person, address)
    if problem:
        raise Refusal("client_document", reason=problem)
    try:
        return document.parse(url, body)
    except Unusable as unusable:  # the rules are other ones by now
        raise Refusal("client_document", reason=unusable.reason) from None


def ask(url: str, person: Person, address: str | None) -> tuple[bytes, str]:
    throttles.hit("documents.user", person.pk)
    throttles.hit("documents.address", address)
    throttles.hit("documents.host", client_urls.host_of(url))
    throttles.hit("documents.all")
    try:
        fetched = fetcher.fetch(url)
        document.parse(url, fetched.body)
    except Unusable as unusable:
        return keep(url, b"", unusable.reason, conf.client_id_document_backoff.total_seconds())
    return keep(url, fetched.body, "", within_bounds(fetched.max_age))


def within_bounds(max_age: int | None) -> float:
    longest = conf.client_id_document_cache.total_seconds()
    return min(max(UNSAID if max_age is None else max_age, SHORTEST), longest)


def kept(url: str) -> tuple[bytes, str] | None:
    try:
        found: tuple[bytes, str] | None = cache.get(key_of(url))
    except Exception:  # noqa: BLE001  # each cache backend has errors of its own
        raise Refusal("temporarily_unavailable") from None
    return found


def keep(url: str, body: bytes, problem: str, seconds: float) -> tuple[bytes, str]:
    try:
        cache.set(key_of(url), (body, problem), timeout=int(seconds))
    except Exception:  # noqa: BLE001  # each cache backend has errors of its own
        raise Refusal("temporarily_unavailable") from None
    return body, problem


def key_of(url: str) -> str:
    return f"hub_oauth:client_document:{hashlib.sha256(url.encode()).hexdigest()}"
