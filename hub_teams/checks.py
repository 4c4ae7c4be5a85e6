"""hub_teams.E001: where its API answers."""

from __future__ import annotations

from typing import Any, Final

from django.core.checks import CheckMessage, register

from hub_oauth.checks.urls import misplaced

PATHS: Final = {
    "hub_teams:me": "/api/auth/me",
    "hub_teams:user_teams": "/api/user/teams",
    "hub_teams:invitation": "/account/invitation",
}


@register
def urls_are_at_the_root(**kwargs: Any) -> list[CheckMessage]:
    """The paths are the published contract; clients don't discover them."""
    return list(misplaced(PATHS, include="hub_teams.urls", id="hub_teams.E001"))
