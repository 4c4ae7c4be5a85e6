"""Memberships: what a person, and an app in that person's name, may know of them."""

from __future__ import annotations

from functools import cache as remember
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q, QuerySet

from hub_oauth.access_tokens import Bearer
from hub_oauth.compiled_queries import CompiledSelect, parameter
from hub_teams.models import Membership, Team, TeamAccess

NAME_LIMIT: Final = 254  # of any user name that a person would type


def visible_to(bearer: Bearer) -> QuerySet[Membership]:
    """The person's memberships in those teams that the app got with its consent, team joined; one query."""
    return opened(bearer.consent_id).filter(user=bearer.user).select_related("team")


def first_of(bearer: Bearer, count: int) -> list[Membership]:
    """The first so many of them, by team. One query."""
    return by_team(count).all(consent=bearer.consent_id, user=bearer.user.pk)


@remember
def by_team(count: int) -> CompiledSelect[Membership]:
    rows = opened(parameter(TeamAccess, "consent")).filter(user_id=parameter(Membership, "user"))
    return CompiledSelect(lambda: rows.select_related("team").order_by("team_id")[:count])


def opened(consent: Any) -> QuerySet[Membership]:
    """Memberships in the teams that this consent opens; of a consent without a choice, none."""
    access = TeamAccess.objects.filter(pk=consent)
    all_of_them = Exists(access.filter(mode=TeamAccess.Mode.ALL))
    chosen = Q(team__in=access.filter(mode=TeamAccess.Mode.CHOSEN).values("teams"))
    return Membership.objects.filter(all_of_them | chosen)


def of_team(bearer: Bearer, team: int) -> QuerySet[Membership]:
    """Everybody in a team that is visible, person joined; nobody where it is not."""
    sees = Exists(visible_to(bearer).filter(team=team))
    return Membership.objects.filter(sees, team=team).select_related("user")


def teams_visible_to(bearer: Bearer) -> QuerySet[Team]:
    return Team.objects.filter(Exists(visible_to(bearer).filter(team=OuterRef("pk"))))


def named(username: str) -> Q:
    """Memberships of the person of this name, as it is written: by whatever field the user model signs in with."""
    return Q(**{f"user__{get_user_model().USERNAME_FIELD}": username})


def is_name(username: str) -> bool:
    """Whether anybody can be called so; PostgreSQL has no text with NUL, and would raise."""
    return "\0" not in username and 0 < len(username) <= NAME_LIMIT
