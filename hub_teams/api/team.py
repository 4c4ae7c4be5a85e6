from __future__ import annotations

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from hub_oauth.api import Operation, etags
from hub_teams import memberships
from hub_teams.api import shapes
from hub_teams.api.user_teams import representation
from hub_teams.api.views import TeamResource


class TeamView(TeamResource):
    """``/api/teams/{id}``: one team, with the person's role in it."""

    parameters = (shapes.TEAM_ID,)
    operations = {
        "GET": Operation(
            "team",
            "One of the person's teams",
            {200: shapes.TEAM, 304: None},
            parameters=(shapes.IF_NONE_MATCH,),
            headers={"ETag": "Changes with the representation."},
            example={"id": "7", "name": "Planners", "slug": "planners", "role": "owner"},
        )
    }

    def get(self, request: Request, **address: str) -> Response:
        mine = memberships.visible_to(self.bearer).filter(team=self.team).first()
        if mine is None:
            raise Http404
        return etags.tagged(request, representation(mine))
