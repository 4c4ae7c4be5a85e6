"""Views of the host's own, protected by django-oauth-toolkit in each of the ways that it offers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from oauth2_provider.contrib.rest_framework import OAuth2Authentication, TokenHasScope
from oauth2_provider.decorators import protected_resource
from oauth2_provider.views.generic import ScopedProtectedResourceView
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hub_oauth.api import ResourceView
from hub_oauth.dot.validator import HubValidator


class ReportsView(APIView):
    """Needs one of the Hub's scopes."""

    authentication_classes = [OAuth2Authentication]
    permission_classes = [TokenHasScope]
    required_scopes = ["teams:read"]

    def get(self, request: Request, rest: str = "") -> Response:
        return Response({"person": request.user.get_username(), "scope": getattr(request.auth, "scope", "")})


class NotesView(ReportsView):
    """Needs a scope of the host's own."""

    required_scopes = ["notes:read"]


class AnybodysView(ReportsView):
    """Content with any token: open to every Hub token if the host were not asked."""

    permission_classes = [IsAuthenticated]


class OwnResourceView(ResourceView):
    """Made with the Hub's own class."""

    required_scopes = ("teams:read",)

    def get(self, request: Request) -> Response:
        return Response({"person": request.user.get_username()})


class ReportsByMixin(ScopedProtectedResourceView):  # type: ignore[misc]  # DOT ships no types
    required_scopes = ["teams:read"]

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.resource_owner.get_username())  # type: ignore[attr-defined]


# DOT's decorators ask the validator they are given, whatever OAUTH2_VALIDATOR_CLASS says.
@protected_resource(scopes=["teams:read"], validator_cls=HubValidator)  # type: ignore[untyped-decorator]
def reports_by_decorator(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.resource_owner.get_username())  # type: ignore[attr-defined]


@protected_resource(scopes=["teams:read"])  # type: ignore[untyped-decorator]
def reports_by_bare_decorator(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.resource_owner.get_username())  # type: ignore[attr-defined]
