"""What hub_teams asks on the consent page: which teams the app gets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from hub_oauth.audit import Act
from hub_oauth.dot.applications import Application
from hub_oauth.models import Consent
from hub_oauth.people import Person
from hub_oauth.slots import Chosen, Part
from hub_teams import access, team_question
from hub_teams.access import Mode
from hub_teams.scopes import TEAMS_READ, TEAMS_WRITE

OF_TEAMS = frozenset({TEAMS_READ, TEAMS_WRITE})


class TeamSlot:
    """Fills hub_oauth's consent slot."""

    def offer(self, user: Person, client: Application, scopes: Collection[str], consent: Consent | None) -> Part | None:
        return team_question.part(user, client, scopes, consent) if OF_TEAMS & set(scopes) else None

    def keep(self, consent: Consent, scopes: Collection[str], chosen: Chosen) -> Mapping[str, Any]:
        if not OF_TEAMS & set(scopes):
            return {}
        if "teams" in chosen:
            return write(consent, chosen)
        # Nothing was asked: the person is in no team.
        if TEAMS_WRITE in scopes:
            return {"teams": access.write(consent, Mode.CHOSEN, ()).for_audit}
        access.open_all(consent)
        return {}

    def change(self, consent: Consent, chosen: Chosen, *, act: Act) -> None:
        if "teams" in chosen:
            [mode] = chosen["teams"]
            access.choose(consent, mode, ids_of(chosen), act=act)


def write(consent: Consent, chosen: Chosen) -> Mapping[str, Any]:
    [mode] = chosen["teams"]
    return {"teams": access.write(consent, mode, ids_of(chosen)).for_audit}


def ids_of(chosen: Chosen) -> list[int]:
    return [int(team) for team in chosen["team"]]
