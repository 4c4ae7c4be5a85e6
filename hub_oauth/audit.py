"""Keeping acts: who did what to whose account for which app, in the transaction of the act itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from hub_oauth.compiled_queries import CompiledInsert
from hub_oauth.dot.applications import Application
from hub_oauth.models import AuditEvent
from hub_oauth.models.audit import LABEL_LIMIT
from hub_oauth.people import Person


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts from where. actor: None for an app or the system itself; reference: the request's code in logs.

    agent: the User-Agent as sent, for telling the person; it is kept nowhere.
    """

    actor: Person | None = None
    address: str | None = None
    reference: str = ""
    agent: str = ""


SYSTEM = Act()
EVENT: Final = CompiledInsert(AuditEvent)


def record(event: str, act: Act, **more: Any) -> None:
    """Write one event; one INSERT. Call it inside the transaction of the act, and never with a secret.

    more: what columns_of takes; every other name is a detail.
    """
    EVENT.execute(**columns_of(event, act, **more))


def columns_of(
    event: str,
    act: Act,
    *,
    user: Person | None = None,
    client: Application | None = None,
    refused: bool = False,
    reason: str = "",
    **details: Any,
) -> dict[str, Any]:
    """The row of an event, for acts on many that write all of theirs in one INSERT."""
    return {
        "event": event,
        "outcome": AuditEvent.Outcome.REFUSED if refused else AuditEvent.Outcome.DONE,
        "reason": reason,
        "actor_id": id_of(act.actor),
        "actor_label": label_of(act.actor),
        "user_id": id_of(user),
        "user_label": label_of(user),
        "client_id": client.client_id if client else "",
        "client_label": client.name if client else "",
        "address": act.address,
        "reference": act.reference,
        "details": details,
    }


def id_of(user: Person | None) -> str:
    return "" if user is None else str(user.pk)


def label_of(user: Person | None) -> str:
    """The name as far as there is room: a host's user model may have longer ones."""
    return "" if user is None else str(user.get_username())[:LABEL_LIMIT]
