from __future__ import annotations

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from hub_oauth import throttles
from hub_oauth.access_tokens import Bearer

LIMIT = "api.user"


class PersonThrottle(BaseThrottle):
    """Counts what one app does for one person (``HUB_OAUTH["THROTTLES"]["api.user"]``)."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        bearer = request.auth
        return not isinstance(bearer, Bearer) or throttles.admits(LIMIT, bearer.client.pk, bearer.user.pk)

    def wait(self) -> float:
        """Seconds until it may be tried again."""
        return throttles.seconds_left(LIMIT)
