"""The one path on which audit rows change: removing what is old, erasing what is personal. Both are recorded."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import Final

from django.db.models import Q
from django.db.models.functions import Now

from hub_oauth import audit, audit_chain, audit_guard
from hub_oauth.audit import Act
from hub_oauth.models import AuditEvent, AuditRemoval, AuditSeal

BATCH: Final = 1000


def remove_batch(age: timedelta, *, act: Act) -> int:
    """Remove up to 1,000 sealed events older than this from the start of the chain, and record it; their number.

    Stops at the first event that is younger, so that the chain loses its beginning and never a link in between.
    """
    with audit_guard.lifted():
        audit_chain.lock_end()
        doomed = doomed_links(age)
        if doomed:
            remove(doomed, age, act)
    return len(doomed)


def doomed_links(age: timedelta) -> list[AuditSeal]:
    seals = list(AuditSeal.objects.order_by("number")[:BATCH])
    events = AuditEvent.objects.filter(pk__in=[seal.event_id for seal in seals])
    old = set(events.filter(at__lt=Now() - age).values_list("pk", flat=True))
    return list(takewhile(lambda seal: seal.event_id in old, seals))


def remove(doomed: list[AuditSeal], age: timedelta, act: Act) -> None:
    last = doomed[-1]
    AuditEvent.objects.filter(pk__in=[seal.event_id for seal in doomed]).delete()
    AuditSeal.objects.filter(number__lte=last.number).delete()
    AuditRemoval.objects.create(
        older_than=Now() - age, events=len(doomed), last_number=last.number, last_digest=last.digest
    )
    audit.record("audit.removed", act, events=len(doomed), older_than_days=age.days)


def erase(user_id: str, *, act: Act) -> int:
    """Empty the names and addresses in everything about or by one person; the number of events changed.

    The chain still verifies: it covers a salted digest of these columns, and the salt goes with them. A blank id is
    nobody's: it would mean all that apps and the system did.
    """
    if not user_id.strip():
        return 0
    with audit_guard.lifted():
        audit_chain.lock_end()
        theirs = AuditEvent.objects.filter(Q(user_id=user_id) | Q(actor_id=user_id))
        AuditSeal.objects.filter(event_id__in=theirs.values("pk")).update(salt=None)
        count = theirs.update(user_label="", actor_label="", address=None)
        if count:
            audit.record("audit.erased", act, erased=user_id, events=count)
    return count
