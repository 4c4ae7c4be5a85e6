"""The audit log in plain words: what happened between a person and an app."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, gettext_lazy

from hub_oauth import activity
from hub_oauth import scopes as registry
from hub_oauth.models import AuditEvent
from hub_oauth.protocol import scopes
from hub_oauth.views.account.connections import day_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

# Event, or event and reason -> sentence; %(scopes)s are the permissions it names.
WORDS: Final[dict[str, _StrPromise]] = {
    "consent.granted": gettext_lazy("You allowed: %(scopes)s"),
    "consent.renewed": gettext_lazy("It connected again, as you had allowed before"),
    "consent.denied": gettext_lazy("You cancelled what it asked for"),
    "consent.narrowed": gettext_lazy("You took back: %(scopes)s"),
    "consent.teams_changed": gettext_lazy("You changed which teams it gets"),
    "consent.disowned": gettext_lazy("You said that it was not you who connected it"),
    "consent.revoked:removed": gettext_lazy("You removed its access"),
    "consent.revoked:administrator": gettext_lazy("An administrator removed its access"),
    "consent.expired": gettext_lazy("Its access reached the end date"),
    "token.issued": gettext_lazy("It began a session"),
    "token.refreshed": gettext_lazy("It continued a session"),
    "token.revoked": gettext_lazy("It ended a session"),
    "token.reuse_detected": gettext_lazy("We ended a session: something unusual happened"),
    "token.replay_detected": gettext_lazy("We ended a session: something unusual happened"),
    "grant.ended:cap": gettext_lazy("Its oldest session ended to make room"),
    "grant.ended:verifiers": gettext_lazy("We stopped an attempt to connect that went wrong"),
}


@dataclass(frozen=True, slots=True)
class Deed:
    """What happened; at: the last time; count: how often on that day without anything between."""

    text: str
    at: datetime
    count: int


def deeds(events: Collection[AuditEvent]) -> list[Deed]:
    """The newest first, as events come; what repeats within a day is told once."""
    runs = groupby(told(events), key=lambda one: (one[0], day_of(one[1].at)))
    return [Deed(text, (times := [event.at for _, event in run])[0], len(times)) for (text, _), run in runs]


def told(events: Collection[AuditEvent]) -> Iterator[tuple[str, AuditEvent]]:
    """Events for which there are words, here or in the app that recorded them."""
    by_others = activity.told_by_others(events)
    for event in events:
        if event.pk in by_others:
            yield by_others[event.pk], event
        words = WORDS.get(event.event) or WORDS.get(f"{event.event}:{event.reason}")
        if words:
            yield str(words) % {"scopes": labels(event)}, event


def labels(event: AuditEvent) -> str:
    names = scopes.split(event.details.get("scope", ""))
    listed = gettext(", ").join(str(scope.label) for scope in registry.in_order(names))
    return listed or gettext("a permission that is gone")
