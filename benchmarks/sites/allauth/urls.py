from __future__ import annotations

from allauth.idp.oidc.contrib.rest_framework.authentication import TokenAuthentication
from allauth.idp.oidc.contrib.rest_framework.permissions import TokenPermission
from django.urls import include, path

from benchmarks.sites.teams.api import MeView, TeamsView


class BearerAuthentication(TokenAuthentication):  # type: ignore[misc]  # allauth ships no types
    """allauth's has no challenge, so that REST framework would answer 403."""

    def authenticate_header(self, request: object) -> str:
        return "Bearer"


def guarded(scope: str) -> dict[str, object]:
    permission = TokenPermission.has_scope([scope])
    return {"authentication_classes": [BearerAuthentication], "permission_classes": [permission]}


urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("allauth.idp.urls")),
    path("api/auth/me", MeView.as_view(**guarded("profile"))),
    path("api/user/teams", TeamsView.as_view(**guarded("teams"))),
]
