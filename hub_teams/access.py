"""Which teams an app gets with a consent: all, or those chosen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from hub_oauth import audit
from hub_oauth.audit import Act
from hub_oauth.models import Consent
from hub_teams.models import Membership, TeamAccess

Mode = TeamAccess.Mode


@dataclass(frozen=True, slots=True)
class TeamChoice:
    """mode: all or chosen; teams: the ids chosen, of no account where it is all."""

    mode: str
    teams: frozenset[int] = frozenset()

    @property
    def for_audit(self) -> str | list[str]:
        return "all" if self.mode == Mode.ALL else sorted(map(str, self.teams))


def chosen_of(consent: Consent) -> TeamChoice:
    """What the app gets with this consent; none where nothing says so. Two queries at most."""
    access = TeamAccess.objects.filter(pk=consent.pk).first()
    if access is None or access.mode == Mode.CHOSEN:
        return TeamChoice(Mode.CHOSEN, frozenset(access.teams.values_list("pk", flat=True) if access else ()))
    return TeamChoice(Mode.ALL)


def choose(consent: Consent, mode: str, teams: Collection[int], *, act: Act) -> bool:
    """Give the app these teams from its next request on, in one transaction; False where that changes nothing.

    mode: one of TeamAccess.Mode; teams: ids, with CHOSEN; those that the person is not in are left out.
    """
    with transaction.atomic():
        locked = Consent.objects.select_for_update(no_key=True, of=("self",)).filter(pk=consent.pk, revoked_at=None)
        if not locked.exists():
            return False
        before, after = chosen_of(consent), write(consent, mode, teams)
        if before == after:
            return False
        audit.record("consent.teams_changed", act, user=consent.user, client=consent.application, teams=after.for_audit)
    return True


def write(consent: Consent, mode: str, teams: Collection[int]) -> TeamChoice:
    """What choosing writes; the consent is locked by the caller."""
    TeamAccess.objects.bulk_create(
        [TeamAccess(consent=consent, mode=mode)],
        update_conflicts=True,
        update_fields=["mode"],
        unique_fields=["consent"],
    )
    if mode == Mode.ALL:
        return TeamChoice(mode)
    chosen = TeamAccess.teams.through._default_manager
    chosen.filter(teamaccess_id=consent.pk).delete()
    ids = list(still_in(consent, teams)) if teams else []
    chosen.bulk_create([TeamAccess.teams.through(teamaccess_id=consent.pk, team_id=team) for team in ids])
    return TeamChoice(mode, frozenset(ids))


def still_in(consent: Consent, teams: Collection[int]) -> QuerySet[Membership, int]:
    """Read anew: a team may be gone since it was offered, and its id would break the transaction."""
    return Membership.objects.filter(user=consent.user_id, team__in=teams).values_list("team", flat=True)


def open_all(consent: Consent) -> None:
    """All teams, unless something was chosen before: a repeated consent must not open more by itself."""
    TeamAccess.objects.bulk_create([TeamAccess(consent=consent, mode=Mode.ALL)], ignore_conflicts=True)
