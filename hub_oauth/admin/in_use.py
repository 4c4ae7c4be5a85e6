"""The effects of an act in numbers, for the page that asks before it is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from hub_oauth import grants
from hub_oauth.models import ClientProfile, Consent
from hub_oauth.models.consents import STANDS


@dataclass(frozen=True, slots=True)
class InUse:
    """Whom an act hits. people and apps: over live consents; grants: live authorizations, sessions to people.

    ``hub_oauth/admin/parts/in_use.html`` shows one under the name ``in_use``.
    """

    people: int
    apps: int
    consents: int
    grants: int

    def __bool__(self) -> bool:
        """Whether anybody would notice."""
        return bool(self.consents or self.grants)


def of_app(profile: ClientProfile) -> InUse:
    """Everybody who has connected this app. Two queries."""
    return of_consents(Consent.objects.filter(application=profile.application))


def of_consents(selected: QuerySet[Consent]) -> InUse:
    """Those of a selection that stand now, with everything below them. Two queries."""
    live = selected.filter(STANDS).order_by()
    counted: dict[str, Any] = live.aggregate(
        people=Count("user", distinct=True), apps=Count("application", distinct=True), consents=Count("pk")
    )
    return InUse(**counted, grants=grants.live(consent__in=live).count())
