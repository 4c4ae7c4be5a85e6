"""What is answered at an address where nothing is: a page to people, a problem document (RFC 9457) to programs."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.defaults import page_not_found
from rest_framework.exceptions import NotFound

from hub_oauth import error_uris
from hub_oauth.api.errors import LANGUAGE, PROBLEM
from hub_oauth.conf import conf
from hub_oauth.problems import printable
from hub_oauth.references import reference_of

API: Final = "/api/"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django calls it for a path that no pattern takes, and for Http404."""
    return problem(request) if is_for_programs(request.path) else page_not_found(request, exception)


@csrf_exempt  # another method is told the same, and not that its form lacks something
@login_not_required
def nothing(request: HttpRequest) -> HttpResponse:
    """The last pattern of the API: with DEBUG, Django would show a page of its own to programs."""
    return not_found(request, Http404())


def is_for_programs(path: str) -> bool:
    """Of the API, all but the address that apps open for people, also where a slash follows it."""
    return f"{path}/".startswith(API) and path.rstrip("/") != reverse("hub_oauth:authorize")


def problem(request: HttpRequest) -> HttpResponse:
    """As ``hub_oauth.api.errors`` writes it. No query: it is the answer even where the database gives none."""
    document = conf.issuer + reverse("developers:openapi_json")
    body = {
        "type": error_uris.type_of(NotFound.default_code),
        "status": NotFound.status_code,
        "code": NotFound.default_code,
        "detail": f"There is nothing at {printable(request.path)} here. {document} says what there is.",
        "reference": reference_of(request),
    }
    headers = {"Content-Language": LANGUAGE}
    return JsonResponse(body, status=NotFound.status_code, content_type=PROBLEM, headers=headers)
