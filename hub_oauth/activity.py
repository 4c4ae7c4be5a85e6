"""What the audit log tells a person about one app: what happened lately, and since when it may do what."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Final

from django.db.models import QuerySet

from hub_oauth import audit
from hub_oauth.dot.applications import Application
from hub_oauth.models import AuditEvent, Consent
from hub_oauth.people import Person
from hub_oauth.protocol import scopes

SHOWN: Final = 50
# SQLite compares times as text, and there the log's are cut after the millisecond: "…01.5" stands before "…01.500000".
SAME_MOMENT: Final = timedelta(milliseconds=1)

# Events of one app -> the sentence for each that has one, by its key. Two queries at most, however many events.
Teller = Callable[[Collection[AuditEvent]], Mapping[int, str]]
_tellers: Final[dict[str, Teller]] = {}


def register(prefix: str, teller: Teller) -> None:
    """Words for the events whose names begin with this, by the app that records them, from its AppConfig.ready()."""
    _tellers[prefix] = teller


def told_by_others(events: Collection[AuditEvent]) -> dict[int, str]:
    """What other apps say of their events."""
    told: dict[int, str] = {}
    for prefix, teller in _tellers.items():
        if theirs := [event for event in events if event.event.startswith(prefix)]:
            told |= teller(theirs)
    return told


def of_pair(user: Person, client: Application) -> QuerySet[AuditEvent]:
    """Every event of this person and app, by the ids that the log keeps as values."""
    return AuditEvent.objects.filter(user_id=audit.id_of(user), client_id=client.client_id)


def latest(user: Person, client: Application) -> list[AuditEvent]:
    """The last events, the newest first. One query."""
    return list(of_pair(user, client).order_by("-pk")[:SHOWN])


def allowed_since(consent: Consent) -> dict[str, datetime]:
    """Scope -> when the person allowed it, as far as the log goes back. One query."""
    acts = of_pair(consent.user, consent.application).filter(
        event__in=("consent.granted", "consent.narrowed"), at__gte=consent.granted_at - SAME_MOMENT
    )
    since: dict[str, datetime] = {}
    for event, details, at in acts.order_by("pk").values_list("event", "details", "at"):
        for scope in scopes.split(details.get("scope", "")):
            if event == "consent.granted":
                since.setdefault(scope, at)
            else:
                since.pop(scope, None)
    return since
