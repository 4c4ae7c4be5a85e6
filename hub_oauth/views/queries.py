from __future__ import annotations

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest


def query_of(request: HttpRequest) -> bytes:
    """The query as it came: Django's own parser would replace bytes that are not UTF-8, and refuse nothing."""
    raw: str = request.META.get("QUERY_STRING", "")
    return raw.encode("latin-1") if isinstance(request, WSGIRequest) else raw.encode()
