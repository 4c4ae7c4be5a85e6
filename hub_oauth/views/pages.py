"""Pages for people: their headers, and that each says why something can't be done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponseBase

from hub_oauth import transport
from hub_oauth.errors import Refusal
from hub_oauth.references import reference_of
from hub_oauth.views.error_page import refusal_page
from hub_oauth.views.error_words import words_for

if TYPE_CHECKING:
    from hub_oauth.views.error_words import Words

logger: Final = logging.getLogger(__name__)
requests_log: Final = logging.getLogger("django.request")

Page = Callable[..., HttpResponseBase]

# No form-action: Chromium applies it to every redirect that follows the POST, so it would stop the way to the client.
CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",  # no-referrer: our form would come with "Origin: null" and fail
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
}
# What Django answers with pages of the host's, by their own statuses.
FOR_DJANGO: Final = (BadRequest, Http404, PermissionDenied, SuspiciousOperation)


def page(view: Page, words: Words = words_for) -> Page:
    """Give a view the headers of a page, and a page to whatever it refuses or fails at. words: for what it refuses."""

    @wraps(view)
    def with_headers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = answer(view, words, request, *args, **kwargs)
        except (OperationalError, InterfaceError) as error:
            # Fails closed: nothing was committed, so there is nothing to say but "later".
            logger.warning("The database does not answer (%s): %s", type(error).__name__, reference_of(request))
            response = refusal_page(request, Refusal("temporarily_unavailable"), words)
        except FOR_DJANGO:
            raise
        except Exception:
            if settings.DEBUG or settings.DEBUG_PROPAGATE_EXCEPTIONS:
                raise
            response = failed(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return with_headers


def answer(view: Page, words: Words, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
    try:
        transport.refuse_large_body(request)
        return view(request, *args, **kwargs)
    except Refusal as refusal:
        return refusal_page(request, refusal, words)


def failed(request: HttpRequest) -> HttpResponseBase:
    """Logged and announced as Django does it, under the code that the page shows."""
    got_request_exception.send(sender=None, request=request)
    about = {"status_code": 500, "request": request}
    requests_log.exception("Internal Server Error: %s (%s)", request.path, reference_of(request), extra=about)
    return refusal_page(request, Refusal("server_error"))


def own_forms_only(view: Page) -> Page:
    """Hold the forms of a page to this site; for pages from which no redirect to a client can follow."""

    @wraps(view)
    def with_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; form-action 'self'"
        return response

    return with_policy
