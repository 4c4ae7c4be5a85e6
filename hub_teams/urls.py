"""Mount at the root: ``path("", include("hub_teams.urls"))``."""

from __future__ import annotations

from django.urls import path

from hub_teams.api.me import MeView
from hub_teams.api.user_teams import UserTeamsView

app_name = "hub_teams"

urlpatterns = [
    path("api/auth/me", MeView.as_view(), name="me"),
    path("api/user/teams", UserTeamsView.as_view(), name="user_teams"),
]
