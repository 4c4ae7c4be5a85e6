"""What the views of one team have in common."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from django.http import Http404
from rest_framework.request import Request
from rest_framework.response import Response

from hub_oauth.api import ResourceView
from hub_oauth.api.permissions import lacking
from hub_oauth.api.throttles import PersonThrottle
from hub_oauth.views.acts import act_of
from hub_teams import idempotency, standing
from hub_teams.api.throttles import WriteThrottle
from hub_teams.idempotency import Answer
from hub_teams.scopes import TEAMS_READ, TEAMS_WRITE
from hub_teams.standing import NoSuchTeam, Standing

# One address for each team: as its id is written, and as a bigint holds it.
ID: Final = re.compile(r"[1-9][0-9]{0,17}")


class TeamResource(ResourceView):
    """Below ``/api/teams/{id}``. A team that is not there and one that this app may not see are the same 404."""

    required_scopes = (TEAMS_READ,)
    writing_scopes = (TEAMS_WRITE,)
    throttle_classes = [PersonThrottle, WriteThrottle]

    @property
    def team(self) -> int:
        written = self.kwargs["id"]
        if not ID.fullmatch(written):
            raise Http404
        return int(written)

    def change(self, request: Request, act: Callable[[Standing], Answer], body: Any = None) -> Response:
        """Act on the locked team; with an Idempotency-Key once, however often the request comes."""
        answer = idempotency.once(self.keyed(request, body), lambda: act(self.locked(request)))
        return Response(answer.body, answer.status, headers=dict(answer.headers))

    def keyed(self, request: Request, body: Any) -> idempotency.Keyed | None:
        header = request.headers.get("Idempotency-Key")
        if header is None:
            return None
        return idempotency.keyed(header, self.bearer, request.method, request.path, body)

    def locked(self, request: Request) -> Standing:
        """The team with all that decides, as committed after its lock was taken; the scope may be gone by then."""
        try:
            found = standing.lock(self.bearer, self.team, act=act_of(self.http_request))
        except NoSuchTeam:
            raise Http404 from None
        needed = self.scopes_for(request.method or "")
        if not set(needed) <= found.bearer.scopes:
            raise lacking(found.bearer, needed)
        return found
