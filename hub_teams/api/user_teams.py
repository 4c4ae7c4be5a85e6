from __future__ import annotations

from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from hub_oauth.api import ResourceView
from hub_teams import memberships
from hub_teams.api import shapes
from hub_teams.api.pages import TeamPages
from hub_teams.models import Membership
from hub_teams.scopes import TEAMS_READ


class UserTeamsView(ResourceView):
    """``GET /api/user/teams``: the person's teams that this app may see, in cursor pages of 100."""

    required_scopes = (TEAMS_READ,)
    answer = shapes.TEAMS
    parameters = (shapes.CURSOR,)

    def get(self, request: Request) -> Response:
        pages = TeamPages()
        page = pages.paginate_queryset(memberships.visible_to(self.bearer), request, view=self)
        return pages.get_paginated_response([representation(membership) for membership in page or ()])


def representation(membership: Membership) -> dict[str, Any]:
    """Ids are strings in JSON: a client must not calculate with them, and large ones survive JavaScript."""
    team = membership.team
    return {"id": str(team.pk), "name": team.name, "slug": team.slug, "role": membership.role}
