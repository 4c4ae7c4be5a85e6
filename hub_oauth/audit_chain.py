"""The hash chain over the audit log: sealing what is new, verifying what is sealed.

An event is sealed once it is older than a minute: what was written beside it is committed by then, so sealing waits for
nobody and no writer waits for it. A late one is sealed when it is seen; the order of the chain is that of the seals.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from hub_oauth.models import AuditEvent, AuditRemoval, AuditSeal

SETTLED_AFTER: Final = timedelta(minutes=1)
BATCH: Final = 1000
# An event that commits after so many later ones were sealed is beyond anything a transaction lasts.
LOOK_BACK: Final = 100_000
START: Final = bytes(32)
PERSONAL: Final = ("actor_label", "user_label", "address")
LASTING: Final = (
    "at",
    "event",
    "outcome",
    "reason",
    "actor_id",
    "user_id",
    "client_id",
    "client_label",
    "reference",
    "details",
)


@dataclass(frozen=True, slots=True)
class Link:
    """Where the chain stands: the number and digest of a seal, or of what retention removed up to."""

    number: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class Flaw:
    """A place where log and chain disagree. event_id: None for a gap in the chain itself."""

    number: int
    event_id: int | None
    problem: str

    def __str__(self) -> str:
        event = f", event {self.event_id}" if self.event_id else ""
        return f"Seal {self.number}{event}: {self.problem}."


@dataclass(frozen=True, slots=True)
class Verified:
    """Some links that were looked at, and what is wrong with them."""

    size: int
    flaws: list[Flaw]


def seal(*, settled_after: timedelta = SETTLED_AFTER) -> Iterator[int]:
    """Seal every settled event that has no seal yet; yields the number of each batch once it is committed."""
    after = first_in_doubt()
    while batch := seal_batch(settled_after, after):
        after = batch[-1].event_id
        yield len(batch)


def seal_batch(settled_after: timedelta, after: int) -> list[AuditSeal]:
    """One transaction. Two at once wait for each other; where there is no link to lock yet, one goes again."""
    try:
        with transaction.atomic():
            link = lock_end()
            seals = list(links(unsealed(settled_after).filter(pk__gt=after)[:BATCH], link))
            AuditSeal.objects.bulk_create(seals)
    except IntegrityError:
        return seal_batch(settled_after, after)
    return seals


def links(events: Iterable[AuditEvent], before: Link) -> Iterator[AuditSeal]:
    for event in events:
        one = seal_of(event, before, os.urandom(16))
        before = Link(one.number, bytes(one.digest))
        yield one


def lock_end() -> Link:
    """The end of the chain; whoever seals, removes or erases has it for itself until its transaction ends."""
    AuditSeal.objects.select_for_update(of=("self",)).order_by("number").first()
    last = AuditSeal.objects.order_by("-number").first()
    return Link(last.number, bytes(last.digest)) if last else start()


def first_in_doubt() -> int:
    """Every event up to this one has its seal."""
    newest = AuditSeal.objects.order_by("-number").values_list("number", flat=True).first() or 0
    looked_at = AuditSeal.objects.filter(number=newest - LOOK_BACK).values_list("event_id", flat=True).first()
    return looked_at or 0


def unsealed(settled_after: timedelta = SETTLED_AFTER) -> QuerySet[AuditEvent]:
    has_seal = Exists(AuditSeal.objects.filter(event_id=OuterRef("pk")))
    return AuditEvent.objects.filter(~has_seal, at__lt=Now() - settled_after).order_by("pk")


def seal_of(event: AuditEvent, before: Link, salt: bytes) -> AuditSeal:
    personal = personal_digest(event, salt)
    return AuditSeal(
        number=before.number + 1,
        event_id=event.pk,
        salt=salt,
        personal_digest=personal,
        digest=digest_of(event, before.digest, personal),
    )


def digest_of(event: AuditEvent, before: bytes, personal: bytes) -> bytes:
    return hashlib.sha256(before + personal + canonical(event, ("pk", *LASTING))).digest()


def personal_digest(event: AuditEvent, salt: bytes) -> bytes:
    """Salted, for a name or an address could be guessed from a plain digest after it was erased."""
    return hashlib.sha256(salt + canonical(event, PERSONAL)).digest()


def canonical(event: AuditEvent, names: tuple[str, ...]) -> bytes:
    values = {name: getattr(event, name) for name in names}
    return json.dumps(values, sort_keys=True, default=in_utc).encode()


def in_utc(moment: datetime) -> str:
    """The same text whatever zone the database connection has."""
    return (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()


def start() -> Link:
    """Where the chain begins: at zero, or where retention cut it off last."""
    removal = AuditRemoval.objects.order_by("-last_number").first()
    return Link(removal.last_number, bytes(removal.last_digest)) if removal else Link(0, START)


def head() -> str:
    """The newest link, to be kept elsewhere: whoever cuts off the end of the chain can't cut it off there too."""
    last = AuditSeal.objects.order_by("-number").first()
    return f"seal {last.number}, {bytes(last.digest).hex()}" if last else f"seal {start().number}"


def length() -> int:
    """How many links there are to verify; told by the numbers of the first and the last."""
    newest = AuditSeal.objects.order_by("-number").values_list("number", flat=True).first()
    return (newest or 0) - start().number


def verify() -> Iterator[Verified]:
    """Every place where the log is not what was sealed, in batches; none has a flaw where all is well."""
    link = start()
    while seals := list(AuditSeal.objects.filter(number__gt=link.number).order_by("number")[:BATCH]):
        yield Verified(len(seals), list(flaws_among(seals, link)))
        link = Link(seals[-1].number, bytes(seals[-1].digest))


def flaws_among(seals: list[AuditSeal], link: Link) -> Iterator[Flaw]:
    events = AuditEvent.objects.in_bulk([seal.event_id for seal in seals])
    for one in seals:
        yield from flaws_of(one, events.get(one.event_id), link)
        link = Link(one.number, bytes(one.digest))


def flaws_of(one: AuditSeal, event: AuditEvent | None, before: Link) -> Iterator[Flaw]:
    if one.number != before.number + 1:
        yield Flaw(one.number, None, f"seals {before.number + 1} to {one.number - 1} are missing")
    elif event is None:
        yield Flaw(one.number, one.event_id, "the event is missing")
    elif digest_of(event, before.digest, bytes(one.personal_digest)) != bytes(one.digest):
        yield Flaw(one.number, one.event_id, "the event or its seal was edited")
    elif personal_fields_differ(one, event):
        yield Flaw(one.number, one.event_id, "a name or an address was edited")


def personal_fields_differ(one: AuditSeal, event: AuditEvent) -> bool:
    """An erased event has no salt and nothing left in its personal columns."""
    if one.salt is None:
        return any(getattr(event, name) for name in PERSONAL)
    return personal_digest(event, bytes(one.salt)) != bytes(one.personal_digest)
