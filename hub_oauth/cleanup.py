"""Removing what nobody needs any more, in small transactions that wait for no request, and make none wait."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final

from django.db import router, transaction
from django.db.models import Max, Model, Q, QuerySet
from django.db.models.functions import Now

from hub_oauth import audit_chain, audit_retention
from hub_oauth.audit import SYSTEM
from hub_oauth.conf import conf
from hub_oauth.models import Answer, AuditEvent, Grant, RequestFailure

BATCH: Final = 1000
# A consent form may be sent again for as long as it lives, and must find its request answered.
CODE_KEPT_FOR: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sweep:
    """One kind of row to clean up: how many there are, and the work, which yields the size of each batch done."""

    name: str
    count: Callable[[], int]
    run: Callable[[], Iterator[int]]


def kept_for() -> timedelta:
    return max(CODE_KEPT_FOR, 2 * conf.consent_form_lifetime)


def old_answers() -> QuerySet[Answer]:
    """To consent forms that are out of date by far."""
    return Answer.objects.filter(answered_at__lt=Now() - kept_for())


def dead_codes() -> QuerySet[Grant]:
    """Codes that were never redeemed."""
    return Grant.objects.filter(spent_at=None, code_expires_at__lt=Now() - kept_for())


def dead_grants() -> QuerySet[Grant]:
    """Grants that ended or ran out, kept for a while so that a replay is still known for what it is."""
    past = Now() - max(conf.ended_grant_retention, 2 * conf.consent_form_lifetime)
    return Grant.objects.filter(Q(ended_at__lt=past) | Q(idle_expires_at__lt=past), spent_at__isnull=False)


def sealed_answers() -> QuerySet[Grant]:
    """Answers kept for a retry whose window is over; without the token that opens them they are dead weight."""
    past = Now() - conf.retry_window - timedelta(minutes=1)
    return Grant.objects.filter(sealed_retry__isnull=False, rotated_at__lt=past)


def old_failures() -> QuerySet[RequestFailure]:
    return RequestFailure.objects.filter(at__lt=Now() - conf.request_failure_retention)


def old_audit(age: timedelta | None = None) -> QuerySet[AuditEvent]:
    return AuditEvent.objects.filter(at__lt=Now() - (age or conf.audit_retention))


def batches(rows: QuerySet[Any], act: Callable[[list[int]], None]) -> Iterator[int]:
    """Act on the rows in order of their keys, a transaction a batch; yields the size of each once it is committed.

    Rows that somebody has locked are left for the next run, so two runs, and requests, pass each other by.
    """
    after, last = 0, rows.aggregate(last=Max("pk"))["last"] or 0
    while keys := one_batch(rows.filter(pk__gt=after, pk__lte=last), act):
        after = keys[-1]
        yield len(keys)


@transaction.atomic
def one_batch(rows: QuerySet[Any], act: Callable[[list[int]], None]) -> list[int]:
    locked = rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))
    keys = list(locked.values_list("pk", flat=True)[:BATCH])
    if keys:
        act(keys)
    return keys


def delete(model: type[Model], keys: list[int]) -> None:
    """Without the ORM's collector, which would load each row where a host listens to deletions."""
    doomed = model._default_manager.filter(pk__in=keys)
    doomed._raw_delete(router.db_for_write(model))  # noqa: SLF001  # has no public name


def empty_sealed_answers(keys: list[int]) -> None:
    Grant.objects.filter(pk__in=keys).update(sealed_retry=None)


def remove_old_audit(age: timedelta | None = None) -> Iterator[int]:
    """Seal what is settled, then take what is past retention from the start of the chain."""
    for _ in audit_chain.seal():
        pass
    while count := audit_retention.remove_batch(age or conf.audit_retention, act=SYSTEM):
        yield count


def audit_older_than(age: timedelta | None) -> Sweep:
    """Of the audit log; None: what the setting says when it runs."""
    return Sweep("audit", lambda: old_audit(age).count(), lambda: remove_old_audit(age))


SWEEPS: Final[list[Sweep]] = [
    Sweep("answers", lambda: old_answers().count(), lambda: batches(old_answers(), partial(delete, Answer))),
    Sweep("codes", lambda: dead_codes().count(), lambda: batches(dead_codes(), partial(delete, Grant))),
    Sweep("grants", lambda: dead_grants().count(), lambda: batches(dead_grants(), partial(delete, Grant))),
    Sweep("sealed_answers", lambda: sealed_answers().count(), lambda: batches(sealed_answers(), empty_sealed_answers)),
    Sweep("failures", lambda: old_failures().count(), lambda: batches(old_failures(), partial(delete, RequestFailure))),
    audit_older_than(None),
]


def register(sweep: Sweep) -> None:
    """One more kind, of another app, from its AppConfig.ready(); once a name, however often that runs."""
    if sweep.name not in (known.name for known in SWEEPS):
        SWEEPS.append(sweep)
