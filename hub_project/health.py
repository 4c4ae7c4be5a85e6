"""Whether a process lives, and whether it can serve: for what starts it anew, and for what sends it requests."""

from __future__ import annotations

from typing import Final

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from hub_project.middleware import Handler

LIVE: Final = "/health/live"
READY: Final = "/health/ready"


def probes(get_response: Handler) -> Handler:
    """Middleware, before what looks at host and transport: whoever asks knows the process by its own address."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path == LIVE:
            return said("ok")
        if request.path == READY:
            return said("ok") if database_answers() else said("unavailable", 503)
        return get_response(request)

    return middleware


def database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return False
    return True


def said(word: str, status: int = 200) -> HttpResponse:
    response = JsonResponse({"status": word}, status=status, headers={"Cache-Control": "no-store"})
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response
