"""What an app may do in a team at this moment: its scope, the teams chosen for it, and the person's role."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery

from hub_oauth import access_tokens
from hub_oauth.access_tokens import Bearer
from hub_oauth.audit import Act
from hub_oauth.errors import Refusal
from hub_teams import memberships, roles
from hub_teams.changes import Doer
from hub_teams.models import Team
from hub_teams.problems import Problem


class NoSuchTeam(Exception):
    """There is none, or this app must not know of it: the two look the same."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A team, locked, with the bearer and the person's role in it as committed after the lock was taken."""

    team: Team
    bearer: Bearer
    role: str
    act: Act

    @property
    def doer(self) -> Doer:
        return Doer(self.bearer.user, self.act, self.bearer.client)

    def must_manage(self, *given: str) -> None:
        """Problem unless the role allows to change members, and to give and take each of these roles."""
        if not roles.may_manage(self.role) or not all(roles.may_give(self.role, role) for role in given):
            raise Problem("role_insufficient")


def lock(bearer: Bearer, team: int, *, act: Act) -> Standing:
    """Lock the team, alone, then read everything else in the next statement (DESIGN §4). Two queries.

    A stranger's request finds no row to wait for. Raises NoSuchTeam, and Refusal where the token fell meanwhile.
    """
    locked = memberships.teams_visible_to(bearer).select_for_update(no_key=True, of=("self",)).filter(pk=team).first()
    if locked is None:
        raise NoSuchTeam
    return as_committed(bearer, locked, act)


def as_committed(bearer: Bearer, team: Team, act: Act) -> Standing:
    mine = memberships.opened(OuterRef(OuterRef("consent"))).filter(user=OuterRef("user"), team=team.pk)
    now = access_tokens.as_committed(bearer, team_role=Subquery(mine.values("role")[:1]))
    if now is None:
        raise Refusal("token_invalid")
    role = now.grant.team_role  # type: ignore[attr-defined]  # annotated above
    if role is None:
        raise NoSuchTeam
    return Standing(team, now, role, act)
