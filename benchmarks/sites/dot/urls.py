from __future__ import annotations

from django.urls import include, path
from oauth2_provider.contrib.rest_framework import TokenHasScope
from rest_framework.permissions import IsAuthenticated

from benchmarks.sites.teams.api import MeView, TeamsView

GUARDED = {"permission_classes": [IsAuthenticated, TokenHasScope]}

urlpatterns = [
    path("o/", include("oauth2_provider.urls")),
    path("api/auth/me", MeView.as_view(**GUARDED)),
    path("api/user/teams", TeamsView.as_view(**GUARDED)),
]
