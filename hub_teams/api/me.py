from __future__ import annotations

from django.http import HttpResponse
from rest_framework.request import Request

from hub_oauth.api import ResourceView
from hub_oauth.api.answers import answered
from hub_oauth.conf import conf
from hub_teams.api import shapes
from hub_teams.scopes import PROFILE_READ


class MeView(ResourceView):
    """``GET /api/auth/me``: who the token speaks for."""

    required_scopes = (PROFILE_READ,)
    answer = shapes.PERSON

    def get(self, request: Request) -> HttpResponse:
        user = request.user
        return answered(
            {
                "id": str(user.pk),
                "username": user.get_username(),
                "email": getattr(user, "email", ""),
                "display_name": conf.display_name(user),
            }
        )
