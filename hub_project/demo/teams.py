"""The teams of the demonstration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub_teams.models import Membership, Team
from hub_teams.roles import Role

# Slug and name of a team -> who is in it. Charlie is in none.
TEAMS: Final[dict[tuple[str, str], dict[str, str]]] = {
    ("design", "Design"): {"alice": Role.OWNER, "bob": Role.MEMBER},
    ("support", "Support"): {"alice": Role.OWNER, "bob": Role.MEMBER},
}


def seed(users: Mapping[str, Any]) -> None:
    """Make the teams and memberships that are missing; those that are there keep their roles."""
    for (slug, name), roles in TEAMS.items():
        team, _ = Team.objects.get_or_create(slug=slug, defaults={"name": name})
        for username, role in roles.items():
            Membership.objects.get_or_create(team=team, user=users[username], defaults={"role": role})
