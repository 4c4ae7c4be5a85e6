"""What redirect URIs will match, or why they are refused, told while they are typed into the form of an app."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _

from hub_oauth import client_rules
from hub_oauth.admin import redirect_matches
from hub_oauth.admin.client_pages import ClientPages
from hub_oauth.languages import told
from hub_oauth.protocol.registration import LIMIT as LONGEST

LINES: Final = 100


class ClientMatches(ClientPages):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.matches_view)
        return [path("matches/", view, name="hub_oauth_clientprofile_matches"), *super().get_urls()]

    def matches_view(self, request: HttpRequest) -> HttpResponse:
        """For the script beside the form: ``lines``, or a 4xx with a ``problem``. A POST, so that no log has addresses.

        Takes ``redirect_uris`` as typed, and ``kind``. Nothing is written.
        """
        if not (self.has_add_permission(request) or self.has_change_permission(request)):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        text, kind = request.POST.get("redirect_uris", ""), request.POST.get("kind", "")
        if problem := next(client_rules.kind_problems(kind), None):
            return JsonResponse({"problem": problem}, status=HTTPStatus.BAD_REQUEST)
        if len(text) > LINES * LONGEST or len(text.splitlines()) > LINES:
            problem = _("More than %(limit)d lines are looked at when they are saved.")
            return JsonResponse({"problem": problem % {"limit": LINES}}, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return JsonResponse({"lines": lines(text, kind)})


def lines(text: str, kind: str) -> list[dict[str, Any]]:
    """Each address with its sentence; of a refused one, that names its line as it is seen, blank ones counted."""
    typed = {number: line.strip() for number, line in enumerate(text.splitlines(), 1) if line.strip()}
    refused = dict(client_rules.refused_lines(list(typed.values()), kind))
    return [line_of(number, uri, kind, refused.get(place)) for place, (number, uri) in enumerate(typed.items(), 1)]


def line_of(number: int, uri: str, kind: str, problem: str | None) -> dict[str, Any]:
    if problem is None:
        return {"uri": uri, "refused": False, "sentence": redirect_matches.sentence(uri, kind)}
    return {"uri": uri, "refused": True, "sentence": told(client_rules.in_line(number, problem))}


def attributes(kind: str) -> dict[str, Any]:
    """What the script finds at the field. kind: of an app that has one; of a new one, it is chosen in the form."""
    return {
        "data-matches": reverse("admin:hub_oauth_clientprofile_matches"),
        "data-kind": kind,
        "data-label": _("What each address will match"),
    }
