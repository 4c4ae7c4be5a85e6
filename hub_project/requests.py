"""Requests that no page of the site has a use for, refused before anything reads them."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from hub_oauth import transport
from hub_oauth.errors import Refusal
from hub_project import pages
from hub_project.middleware import Handler

SIGN_IN: Final = "/accounts/"
OWN_RULES: Final = ("/api/", "/.well-known/")  # the Hub's endpoints say in their own words what is wrong


def sound(get_response: Handler) -> Handler:
    """Middleware: no form for signing in is large, and no query has NUL in it, which PostgreSQL would raise for."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if "%00" in request.META.get("QUERY_STRING", "") and not request.path.startswith(OWN_RULES):
            return pages.without_request(request, 400)
        return too_large(request) or get_response(request)

    return middleware


def too_large(request: HttpRequest) -> HttpResponse | None:
    try:
        if request.path.startswith(SIGN_IN):
            transport.refuse_large_body(request)
    except Refusal as refusal:
        return pages.without_request(request, 413 if refusal.status == 413 else 400)
    return None
