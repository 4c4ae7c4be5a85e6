"""Idempotency-Key: a request that comes again is answered again, and not done again (draft-ietf-httpapi-idempotency).

A key counts for one app and one person. Only what succeeded is kept: a refusal changed nothing, so asking anew is safe.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from hub_oauth.access_tokens import Bearer
from hub_oauth.conf import conf
from hub_oauth.problems import Problem
from hub_teams.models import StoredAnswer

# A string of a structured field (RFC 9651 §3.3.3), or the same without its quotes, as many clients send it.
KEY: Final = re.compile(r'"([ !#-\[\]-~]{1,200})"|([!#-\[\]-~]{1,200})')


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Keyed:
    """key: digest of whose key it is and of the key; request: digest of what is asked with it."""

    key: bytes
    request: bytes


def keyed(header: str, bearer: Bearer, *asked: Any) -> Keyed:
    """Raises Problem for a header that is no key. asked: all that makes one request another."""
    found = KEY.fullmatch(header)
    if found is None:
        raise Problem("idempotency_key_invalid")
    whose = [str(bearer.user.pk), bearer.client.client_id, found[1] or found[2]]
    return Keyed(digest(whose), digest(asked))


def digest(value: Any) -> bytes:
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).digest()


def once(wanted: Keyed | None, act: Callable[[], Answer]) -> Answer:
    """Act in a durable transaction, or give the answer of the time before; raises Problem, and what act raises."""
    if wanted is None:
        with transaction.atomic(durable=True):
            return act()
    # Its own transaction: the row has to be there for others to see that it is locked.
    StoredAnswer.objects.bulk_create([StoredAnswer(key=wanted.key)], ignore_conflicts=True)
    with transaction.atomic(durable=True):
        return answered_before(stored := lock(wanted), wanted) or keep(stored, wanted, act())


def lock(wanted: Keyed) -> StoredAnswer:
    """The row of a key, before any team; whoever holds it is still at work with the same key."""
    free = StoredAnswer.objects.select_for_update(skip_locked=True).filter(key=wanted.key)
    found = free.first()
    if found is None:
        raise Problem("idempotency_key_in_use")
    return found


def answered_before(stored: StoredAnswer, wanted: Keyed) -> Answer | None:
    """What is kept of the first time; nothing where it failed, or is so long ago that it only waits for clean-up."""
    if stored.status is None or outdated().filter(pk=stored.pk).exists():
        return None
    if bytes(stored.request or b"") != wanted.request:
        raise Problem("idempotency_key_reused")
    return Answer(stored.status, stored.body, stored.headers)


def keep(stored: StoredAnswer, wanted: Keyed, answer: Answer) -> Answer:
    StoredAnswer.objects.filter(pk=stored.pk).update(
        request=wanted.request,
        status=answer.status,
        body=answer.body,
        headers=dict(answer.headers),
        created_at=Now(),
    )
    return answer


def outdated() -> QuerySet[StoredAnswer]:
    return StoredAnswer.objects.filter(created_at__lt=Now() - conf.idempotency_retention)
