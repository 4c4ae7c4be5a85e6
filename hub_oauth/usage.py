"""How an app is used, from the rows that there are: consents, grants, the audit log and the refused requests.

A token request that is answered is an event of the log (``token.issued``: a person connected the app; or
``token.refreshed``); one that is refused is a RequestFailure, or an event where it changed something. Calls of the API
are counted nowhere. Everything is found by index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from django.db.models import Count, Max, Q
from django.db.models.functions import Now, TruncDate
from django.utils import timezone

from hub_oauth import grants
from hub_oauth.dot.applications import Application
from hub_oauth.models import AuditEvent, Consent, RequestFailure
from hub_oauth.models.consents import STANDS

CONNECTED: Final = "token.issued"
ANSWERED: Final = (CONNECTED, "token.refreshed")
REFUSED: Final = ("token.reuse_detected", "token.replay_detected")
DAYS: Final = 30
FAILURES_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Usage:
    """people: who have a live consent; active: those of them whose app used it within 30 days; sessions: live grants.

    answered and refused: token requests and, of the refused, those to the consent page too, within 24 hours.
    """

    people: int
    active: int
    sessions: int
    last_used: datetime | None
    answered: int
    refused: int


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    count: int


def of_app(application: Application) -> Usage:
    """Four queries."""
    used = Consent.objects.filter(STANDS, application=application).aggregate(
        people=Count("pk"),  # one live row a person
        active=Count("pk", filter=Q(last_used_at__gte=Now() - timedelta(days=DAYS))),
        last_used=Max("last_used_at"),
    )
    lately = {"client_id": application.client_id, "at__gte": Now() - timedelta(days=1)}
    events = AuditEvent.objects.filter(**lately, event__in=ANSWERED + REFUSED).aggregate(
        answered=Count("pk", filter=Q(event__in=ANSWERED)), refused=Count("pk", filter=Q(event__in=REFUSED))
    )
    failures = RequestFailure.objects.filter(**lately).count()
    return Usage(
        **used,
        sessions=grants.live(application=application).count(),
        answered=events["answered"],
        refused=events["refused"] + failures,
    )


def connections(application: Application) -> list[Day]:
    """How often people connected the app on each of the last 30 days, today the last, by the site's time zone."""
    today = timezone.localdate()
    first = today - timedelta(days=DAYS - 1)
    since = timezone.make_aware(datetime.combine(first, time.min))
    events = AuditEvent.objects.filter(client_id=application.client_id, event=CONNECTED, at__gte=since)
    by_day = dict(events.annotate(day=TruncDate("at")).order_by().values_list("day").annotate(Count("pk")))
    days = (first + timedelta(days=number) for number in range(DAYS))
    return [Day(day, by_day.get(day, 0)) for day in days]


def failures(application: Application) -> list[RequestFailure]:
    """The last requests that were refused, the newest first."""
    return list(RequestFailure.objects.filter(client_id=application.client_id).order_by("-pk")[:FAILURES_SHOWN])
