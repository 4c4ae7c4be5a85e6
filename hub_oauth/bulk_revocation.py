"""Consents revoked by an administrator: one, or thousands in batches that each commit.

What a batch did is done when the next one fails; each consent has its own event with the reason that was given.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db import transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Now

from hub_oauth import audit, grants, signals
from hub_oauth.audit import Act
from hub_oauth.models import AuditEvent, Consent, Grant
from hub_oauth.models.consents import STANDS

BATCH: Final = 500
ADMINISTRATOR: Final = Consent.Reason.ADMINISTRATOR


def revoke(selected: QuerySet[Consent], *, act: Act, why: str, notify: bool, at_most: int | None = None) -> int:
    """Revoke what stands of a selection, the oldest first, and record it as one act; how many there were.

    why: the administrator's words, for the audit log; notify: whether each person is told; at_most: leave the rest.
    """
    done = sum(batches(selected, act=act, why=why, notify=notify, at_most=at_most))
    if done:
        audit.record("admin.bulk_revoke", act, why=why, consents=done, notified=notify)
    return done


def batches(
    selected: QuerySet[Consent], *, act: Act, why: str, notify: bool, at_most: int | None = None
) -> Iterator[int]:
    """The same, batch by batch: gives the size of each one that is committed."""
    left, last = at_most, 0
    while left is None or left > 0:
        with transaction.atomic():
            rows = locked(selected, last, BATCH if left is None else min(BATCH, left))
            end(rows, act, why, notify)
        if not rows:
            return
        last, left = rows[-1].pk, None if left is None else left - len(rows)
        yield len(rows)


def locked(selected: QuerySet[Consent], after: int, size: int) -> list[Consent]:
    """The next of them that stand, locked before any grant below them."""
    rows = Consent.objects.select_for_update(no_key=True, of=("self",)).select_related("user", "application")
    chosen = selected.order_by().values("pk")
    return list(rows.filter(STANDS, pk__in=chosen, pk__gt=after).order_by("pk")[:size])


def end(rows: list[Consent], act: Act, why: str, notify: bool) -> None:
    """What revoking writes: five statements for however many rows."""
    keys = [consent.pk for consent in rows]
    below = Grant.objects.filter(consent__in=keys, ended_at=None)
    counts = dict(below.order_by().values_list("consent").annotate(Count("pk")))
    Consent.objects.filter(pk__in=keys).update(revoked_at=Now(), revoked_by=act.actor, revoked_reason=ADMINISTRATOR)
    grants.end(Grant.objects.filter(consent__in=keys), Grant.End.CONSENT)
    AuditEvent.objects.bulk_create([event_of(consent, counts.get(consent.pk, 0), act, why) for consent in rows])
    for consent in rows:
        parties = {"user": consent.user, "client": consent.application, "consent": consent}
        signals.announce(signals.consent_revoked, **parties, reason=str(ADMINISTRATOR), notify=notify)


def event_of(consent: Consent, ended: int, act: Act, why: str) -> AuditEvent:
    parties = {"user": consent.user, "client": consent.application}
    columns = audit.columns_of("consent.revoked", act, **parties, reason=str(ADMINISTRATOR), grants=ended, why=why)
    return AuditEvent(**columns)
