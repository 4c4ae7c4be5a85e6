from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from hub_oauth.api import ResourceView
from hub_oauth.api.answers import answered
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

    def get(self, request: Request) -> HttpResponseBase:
        return self.page(request) if TeamPages.cursor_query_param in request.query_params else self.first_page(request)

    def first_page(self, request: Request) -> HttpResponseBase:
        """Nearly everybody's only one."""
        teams = memberships.first_of(self.bearer, TeamPages.page_size + 1)
        shown = teams[: TeamPages.page_size]
        more = TeamPages().link_after(request, shown[-1].team_id) if len(teams) > len(shown) else None
        return answered({"next": more, "previous": None, "results": [representation(each) for each in shown]})

    def page(self, request: Request) -> Response:
        pages = TeamPages()
        page = pages.paginate_queryset(memberships.visible_to(self.bearer), request, view=self)
        return pages.get_paginated_response([representation(membership) for membership in page or ()])


def representation(membership: Membership) -> dict[str, Any]:
    """Ids are strings in JSON: a client must not calculate with them, and large ones survive JavaScript."""
    team = membership.team
    return {"id": str(team.pk), "name": team.name, "slug": team.slug, "role": membership.role}
