"""Keeping what changed in a team: in the audit log and in the team's own history, with the change itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub_oauth import audit
from hub_oauth.audit import Act
from hub_oauth.dot.applications import Application
from hub_oauth.people import Person
from hub_teams.models import Invitation, Team, TeamChange
from hub_teams.models.changes import What


@dataclass(frozen=True, slots=True)
class Doer:
    """Whose right it was done with, and through which app; act.actor is None for an app."""

    person: Person
    act: Act
    client: Application | None = None


def record(
    what: What,
    team: Team,
    doer: Doer,
    *,
    member: Person | None = None,
    invitation: Invitation | None = None,
    role: str = "",
) -> None:
    """Two INSERTs; call it inside the transaction of the change. Names stay out of the audit log's details."""
    about: dict[str, Any] = {
        "member": audit.id_of(member),
        "invitation": str(invitation.pk) if invitation else "",
        "role": role,
    }
    said = {name: value for name, value in about.items() if value}
    # What an app does is told to the person it acts for, what an administrator does to the one it is done to.
    user = doer.person if doer.client else member
    audit.record(str(what), doer.act, user=user, client=doer.client, team=str(team.pk), **said)
    TeamChange.objects.create(
        team=team,
        what=what,
        person=doer.person,
        member=member,
        invitation=invitation,
        role=role,
        client_id=doer.client.client_id if doer.client else "",
        client_label=doer.client.name if doer.client else "",
        reference=doer.act.reference,
    )
