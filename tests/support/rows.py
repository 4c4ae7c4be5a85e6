"""What the database keeps, so that a refusal can prove that it changed nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model

from hub_oauth.models import Answer, AuditEvent, ClientProfile, Consent, Grant
from hub_teams.models import Invitation, Membership, TeamAccess, TeamChange

KEPT: tuple[type[Model], ...] = (
    Answer,
    Grant,
    Consent,
    TeamAccess,
    ClientProfile,
    AuditEvent,
    Membership,
    Invitation,
    TeamChange,
)


def kept() -> list[dict[str, Any]]:
    """Every row that an act of the Hub writes."""
    return [row for model in KEPT for row in model._default_manager.order_by("pk").values()]


@contextmanager
def nothing_changes() -> Iterator[None]:
    """What happens inside issues nothing, spends nothing, ends nothing and keeps no record."""
    before = kept()
    yield
    assert kept() == before


def the_grant() -> Grant:
    """The only one there is, as it is now."""
    return Grant.objects.get()


def events(*names: str) -> list[AuditEvent]:
    """The audit events of these names, oldest first; all of them where none is named."""
    found = AuditEvent.objects.order_by("pk")
    return list(found.filter(event__in=names) if names else found)
