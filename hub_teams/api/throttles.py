from __future__ import annotations

from rest_framework.request import Request
from rest_framework.views import APIView

from hub_oauth import throttles
from hub_oauth.access_tokens import Bearer
from hub_oauth.api.throttles import PersonThrottle
from hub_oauth.api.views import CHANGING

LIMIT = "teams.writes"


class WriteThrottle(PersonThrottle):
    """Counts what one app changes for one person (``HUB_OAUTH["THROTTLES"]["teams.writes"]``)."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        bearer = request.auth
        if request.method not in CHANGING or not isinstance(bearer, Bearer):
            return True
        return throttles.admits(LIMIT, bearer.client.pk, bearer.user.pk)

    def wait(self) -> float:
        return throttles.seconds_left(LIMIT)
