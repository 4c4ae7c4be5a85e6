"""Who is in a team: added, given another role, removed, by an app in somebody's name.

Every function takes the Standing of a team that is locked, so each decides alone, on what is committed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model

from hub_oauth import throttles
from hub_oauth.people import Person
from hub_teams import changes, memberships
from hub_teams.models import Membership
from hub_teams.models.changes import What
from hub_teams.problems import Problem
from hub_teams.roles import Role
from hub_teams.standing import Standing

# Refuses a version that the caller did not expect; None where nobody is there.
Check = Callable[[Membership | None], None]


def add(standing: Standing, username: str, role: str | None) -> tuple[Membership, bool]:
    """The membership, and whether it is new; somebody who is in the team already stays as they are.

    role: None for a plain member, or for whatever they are. Raises Problem.
    """
    standing.must_manage(role or Role.MEMBER)
    person = find(standing, username)
    found = Membership.objects.filter(team=standing.team, user=person).first()
    if found is None:
        return join(standing, person, role or Role.MEMBER), True
    if role not in (None, found.role):
        raise Problem("role_differs")
    found.user = person  # no query for whom we know
    return found, False


def find(standing: Standing, username: str) -> Person:
    """Somebody who can be added. Whoever asks for many who can't is searching, and has to wait.

    Locked: a person deleted meanwhile would break the transaction at its end.
    """
    people = get_user_model()._default_manager.select_for_update(no_key=True, of=("self",)).filter(is_active=True)
    found = (
        people.filter(**{get_user_model().USERNAME_FIELD: username}).first() if memberships.is_name(username) else None
    )
    if found is None:
        throttles.hit("teams.misses", standing.bearer.client.pk, standing.bearer.user.pk)
        raise Problem("person_unavailable")
    return found


def join(standing: Standing, person: Person, role: str) -> Membership:
    made = Membership.objects.create(team=standing.team, user=person, role=role)
    changes.record(What.ADDED, standing.team, standing.doer, member=person, role=role)
    return made


def change_role(standing: Standing, username: str, role: str, check: Check) -> Membership | None:
    """The membership with its new role, or None where nobody of this name is in the team. Raises Problem."""
    standing.must_manage(role)
    found = member(standing, username)
    if found is None:
        return None
    standing.must_manage(found.role)
    check(found)
    if found.role != role:
        keep_an_owner(found, role)
        found.role = role
        found.save(update_fields=["role"])
        changes.record(What.ROLE_CHANGED, standing.team, standing.doer, member=found.user, role=role)
    return found


def remove(standing: Standing, username: str, check: Check) -> None:
    """End a membership, which anybody may do with the own one; nothing to do where there is none. Raises Problem."""
    found = member(standing, username)
    leaves = found is not None and found.user == standing.bearer.user
    if not leaves:
        standing.must_manage(*([found.role] if found else []))
    check(found)
    if found is not None:
        keep_an_owner(found, None)
        Membership.objects.filter(pk=found.pk).delete()
        what = What.LEFT if leaves else What.REMOVED
        changes.record(what, standing.team, standing.doer, member=found.user, role=found.role)


def member(standing: Standing, username: str) -> Membership | None:
    """The membership of this name in the locked team, person joined."""
    if not memberships.is_name(username):
        return None
    here: Any = Membership.objects.filter(memberships.named(username), team=standing.team).select_related("user")
    found: Membership | None = here.first()
    return found


def keep_an_owner(leaving: Membership, role: str | None) -> None:
    """Problem where this owner is the last one who can still sign in; the team is locked, so none goes meanwhile."""
    if leaving.role != Role.OWNER or role == Role.OWNER:
        return
    others = Membership.objects.filter(team=leaving.team_id, role=Role.OWNER, user__is_active=True)
    if not others.exclude(pk=leaving.pk).exists():
        raise Problem("last_owner")
