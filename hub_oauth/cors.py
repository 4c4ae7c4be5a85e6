"""Cross-origin answers for single-page apps (Fetch, CORS protocol); a host needs no middleware for them.

Never with credentials: a page proves itself with a token, and a cookie must prove nothing here.
"""

from __future__ import annotations

from typing import Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from hub_oauth import clients
from hub_oauth.dot.applications import Application

# What a page may send and read: a JSON content type and a token cause a preflight already on a GET.
REQUEST_HEADERS: Final = "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key"
RESPONSE_HEADERS: Final = "WWW-Authenticate, Retry-After, ETag, Location"
PREFLIGHT_SECONDS: Final = 600


def is_preflight(request: HttpRequest) -> bool:
    return request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers


def preflight(request: HttpRequest, methods: str) -> HttpResponse:
    """Answer a preflight; it names no client, so the origin may be any that an enabled client registered."""
    response = HttpResponse(status=204)
    if share(request, response, client=None):
        response["Access-Control-Allow-Methods"] = methods
        response["Access-Control-Allow-Headers"] = REQUEST_HEADERS
        response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def preflight_for_all(methods: str) -> HttpResponse:
    """Answer a preflight for a public document; any header but ``Authorization`` may come with it (Fetch §3.3.3)."""
    response = HttpResponse(status=204)
    share_with_all(response)
    response["Access-Control-Allow-Methods"] = methods
    response["Access-Control-Allow-Headers"] = "*"
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def share(request: HttpRequest, response: HttpResponseBase, *, client: Application | None) -> bool:
    """Let the page read this answer if its origin is the client's own; without a client, any registered one's.

    Whether it does. Costs a query only where there is an origin and no client.
    """
    patch_vary_headers(response, ["Origin"])
    origin = request.META.get("HTTP_ORIGIN")  # request.headers would be made of every header, for this one
    if not origin or not registered(origin, client):
        return False
    response["Access-Control-Allow-Origin"] = origin
    response["Access-Control-Expose-Headers"] = RESPONSE_HEADERS
    return True


def registered(origin: str, client: Application | None) -> bool:
    if client is not None:
        return origin in client.allowed_origins.split()
    try:
        return clients.origin_is_registered(origin)
    except (OperationalError, InterfaceError):
        return False  # without the database no origin is known; the answer, which may say so, stands


def share_with_all(response: HttpResponseBase) -> None:
    """For public documents."""
    response["Access-Control-Allow-Origin"] = "*"
