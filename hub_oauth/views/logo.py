"""``/api/oauth/logo/<client_id>``: an app's logo out of the database, so that no page needs another origin."""

from __future__ import annotations

import hashlib
import re
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from hub_oauth import clients

# How the file begins -> its type. Nothing else is served, whatever got into the row: an SVG could hold scripts.
KINDS: Final = {
    re.compile(rb"\x89PNG\r\n\x1a\n"): "image/png",
    re.compile(rb"RIFF.{4}WEBP", re.DOTALL): "image/webp",
}
HEADERS: Final = {
    "Cache-Control": "public, max-age=3600",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


@login_not_required
@require_safe
def logo(request: HttpRequest, client_id: str) -> HttpResponseBase:
    """Kept by browsers for an hour, and asked for again by what it holds (RFC 9110 §13.1.2)."""
    picture = clients.logo_of(client_id)
    kind = kind_of(picture)
    if kind is None:
        raise Http404
    etag = f'"{hashlib.sha256(picture).hexdigest()}"'
    response = HttpResponse(picture, content_type=kind, headers={**HEADERS, "ETag": etag})
    return get_conditional_response(request, etag=etag, response=response) or response


def kind_of(picture: bytes) -> str | None:
    return next((kind for start, kind in KINDS.items() if start.match(picture)), None)
