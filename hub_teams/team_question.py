"""The question which teams an app gets, as a page asks it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from django.db.models import BooleanField, CharField, Exists, OuterRef, QuerySet, Subquery, Value
from django.utils.translation import gettext_lazy as _

from hub_oauth.compiled_queries import CompiledSelect, Parameter, parameter
from hub_oauth.dot.applications import Application
from hub_oauth.models import Consent
from hub_oauth.people import Person
from hub_oauth.slots import Choice, Part
from hub_teams.access import Mode
from hub_teams.models import Membership, TeamAccess
from hub_teams.roles import Role, may_manage
from hub_teams.scopes import TEAMS_WRITE

# A form of more would meet Django's limit of 1,000 fields; whoever is in more teams can still give all of them.
LISTED: Final = 500
AT_ONCE: Final = 12  # of all groups together; the others are to be unfolded
NAMED: Final = 3
IT_CAN: Final = {
    Role.OWNER: _("You are an owner: it can see the members and change them."),
    Role.ADMIN: _("You are an admin: it can see the members, and add and remove those who only take part."),
    Role.MEMBER: _("You are a member: it can only see."),
}

# Memberships with what was chosen before: mode_before, None where nothing was, and chosen_before.
Mine = Sequence[Any]


def part(user: Person, client: Application, scopes: Collection[str], consent: Consent | None) -> Part:
    """What to draw, with the choice that there is before anybody chooses. One query."""
    had = consent.scope_names if consent else ()
    # What it may do already it could do in the teams chosen here, though it asks for less this time.
    mine, writes = memberships(user, consent), TEAMS_WRITE in {*scopes, *had}
    before = mine[0].mode_before if mine else None
    # A choice made for an app that could only see is none for one that changes things.
    again = before is not None and not (writes and TEAMS_WRITE not in had)
    listed = mine[:LISTED]
    context = {
        "client": client,
        "writes": writes,
        "mode": before if again else Mode.CHOSEN if writes else Mode.ALL,
        "loses": before is not None and not again,
        "groups": list(groups(listed, ticked(listed, writes, before if again else None), by_role=writes)),
        "some": [one.team.name for one in listed[:NAMED]],
        "beside": max(0, len(listed) - NAMED),
        "left_out": len(mine) > LISTED,
    }
    fields = {"teams": Choice(tuple(Mode.values)), "team": Choice(tuple(str(one.team_id) for one in listed), many=True)}
    return Part("hub_teams/consent_teams.html", context, fields if mine else {})


def memberships(user: Person, consent: Consent | None) -> Mine:
    """One more than are listed, where there are so many. One query."""
    return ASKED_FIRST.all(user=user.pk) if consent is None else ASKED_AGAIN.all(user=user.pk, consent=consent.pk)


def memberships_of() -> QuerySet[Membership]:
    mine = Membership.objects.filter(user_id=parameter(Membership, "user"))
    return mine.select_related("team").order_by("team__name", "team_id")


def asked_first() -> QuerySet[Any]:
    nothing = {
        "mode_before": Value(None, CharField()),
        "chosen_before": Value(value=False, output_field=BooleanField()),
    }
    return memberships_of().annotate(**nothing)[: LISTED + 1]


def asked_again() -> QuerySet[Any]:
    consent = Parameter("consent", Consent._meta.pk)
    chosen = TeamAccess.teams.through._default_manager.filter(teamaccess_id=consent, team=OuterRef("team"))
    mode = TeamAccess.objects.filter(pk=consent).values("mode")
    return memberships_of().annotate(mode_before=Subquery(mode), chosen_before=Exists(chosen))[: LISTED + 1]


ASKED_FIRST: Final[CompiledSelect[Membership]] = CompiledSelect(asked_first)
ASKED_AGAIN: Final[CompiledSelect[Membership]] = CompiledSelect(asked_again)


def ticked(mine: Mine, writes: bool, before: str | None) -> frozenset[int]:
    """Asked to read: all; asked to write: none; asked again: what it has."""
    if before is None:
        return frozenset() if writes else frozenset(one.team_id for one in mine)
    return frozenset(one.team_id for one in mine if before == Mode.ALL or one.chosen_before)


def groups(mine: Mine, ticks: frozenset[int], *, by_role: bool) -> Iterator[dict[str, Any]]:
    """Where an app may change things, what it could do goes by the person's role; else it can see, whatever that is."""
    roles = sorted(Role, key=may_manage, reverse=True)
    parts = [(IT_CAN[role], [one for one in mine if one.role == role]) for role in roles] if by_role else [("", mine)]
    filled = [(label, some) for label, some in parts if some]
    at_once = AT_ONCE if len(mine) <= AT_ONCE else AT_ONCE // len(filled)
    for label, some in filled:
        teams = [{"id": str(one.team_id), "name": one.team.name, "ticked": one.team_id in ticks} for one in some]
        yield {"label": label, "at_once": teams[:at_once], "others": teams[at_once:]}
