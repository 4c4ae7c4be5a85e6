"""Which teams an app gets with a consent."""

from __future__ import annotations

from collections.abc import Collection

from hub_oauth.models import Consent
from hub_teams.models import TeamAccess
from hub_teams.scopes import TEAMS_READ, TEAMS_WRITE


class TeamSlot:
    """Fills hub_oauth's consent slot: a consent to a team scope opens the person's teams."""

    def keep(self, consent: Consent, scopes: Collection[str]) -> None:
        if {TEAMS_READ, TEAMS_WRITE} & set(scopes):
            # What was chosen before stays chosen: a repeated consent must not open more by itself.
            TeamAccess.objects.bulk_create(
                [TeamAccess(consent=consent, mode=TeamAccess.Mode.ALL)], ignore_conflicts=True
            )
