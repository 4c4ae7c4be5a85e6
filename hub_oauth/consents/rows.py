"""Which consents a person has: those that stand and those that ended, with the apps they belong to."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.db.models.lookups import LessThan

from hub_oauth.compiled_queries import CompiledSelect, parameter
from hub_oauth.dot.applications import Application
from hub_oauth.models import Consent
from hub_oauth.models.consents import STANDS
from hub_oauth.people import Person

UNUSED_AFTER: Final = timedelta(days=90)
# By what people know an app.
KNOWN_BY: Final = ("application__name", "application__hub_profile__publisher", "application__hub_profile__website")


def live(user: Person, client: Application) -> Consent | None:
    """The consent that stands now between a person and a client. One query."""
    if client.pk is None:  # known by a document that nobody has allowed yet
        return None
    return STANDING.first(user=user.pk, application=client.pk)


def standing() -> QuerySet[Consent]:
    pair = {f"{name}_id": parameter(Consent, name) for name in ("user", "application")}
    return Consent.objects.filter(STANDS, **pair)


STANDING: Final[CompiledSelect[Consent]] = CompiledSelect(standing)


def live_of(user: Person) -> QuerySet[Consent]:
    """Every consent of a person that stands now, the last used first."""
    return with_apps(last_used_first(user))


def keys_of(user: Person) -> list[int]:
    """The keys of what live_of gives, in its order; no app is read. One query."""
    return list(last_used_first(user).values_list("pk", flat=True))


def known_of(user: Person) -> dict[int, tuple[str, ...]]:
    """The same keys in the same order, each with the app's name, publisher and website. One query."""
    return {
        key: tuple(text or "" for text in known) for key, *known in last_used_first(user).values_list("pk", *KNOWN_BY)
    }


def last_used_first(user: Person) -> QuerySet[Consent]:
    # From the person's side, so that each knows its person without a query.
    return user.hub_consents.filter(STANDS).order_by(last_active().desc(), "-pk")


def ended_of(user: Person) -> QuerySet[Consent]:
    """Every consent of a person that was withdrawn or reached its end, the latest first."""
    return with_apps(Consent.objects.filter(~STANDS, user=user)).order_by(
        Coalesce("revoked_at", "ends_at").desc(), "-pk"
    )


def live_with(user: Person, client_id: str) -> Consent | None:
    """The consent that stands now between a person and the client of this id, as live_of gives it. One query."""
    return None if "\0" in client_id else live_of(user).filter(application__client_id=client_id).first()


def latest_with(user: Person, client_id: str) -> Consent | None:
    """The newest between the two, whether it stands or not. One query."""
    if "\0" in client_id:  # PostgreSQL has no text with NUL, and would raise
        return None
    mine = Consent.objects.filter(user=user, application__client_id=client_id)
    return with_apps(mine).order_by("-pk").first()


def with_apps(rows: QuerySet[Consent]) -> QuerySet[Consent]:
    """App and profile joined, the logo left in the database. ``stands``; ``has_logo``; ``is_unused``: for long."""
    return (
        rows.select_related("application__hub_profile")
        .defer("application__hub_profile__logo")
        .annotate(
            stands=STANDS,
            has_logo=~Q(application__hub_profile__logo=b""),
            is_unused=LessThan(last_active(), Now() - UNUSED_AFTER),
        )
    )


def last_active() -> Coalesce:
    return Coalesce("last_used_at", "granted_at")
