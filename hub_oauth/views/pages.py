"""Pages for people: their headers, and the one that says why something can't be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any, Final

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from hub_oauth import transport
from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.references import reference_of

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise
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

# Status of an answer that says when to come back -> seconds, where the refusal names none.
COME_BACK_AFTER: Final = {429: 60, 503: 5}
SET_UP_WRONGLY: Final = (
    _("This app is set up incorrectly"),
    _("You have not shared anything. Tell the app's developer."),
)
# Cause of a refusal -> heading and sentence for the person; what is not here is the app's fault.
FOR_PEOPLE: Final[dict[str, tuple[Text, Text]]] = {
    "client_unknown": (
        _("This app can't connect right now"),
        _("The link came from an app we don't recognise or that has been turned off."),
    ),
    "not_permitted": (
        _("You need an administrator's approval"),
        _("Your account may not connect this app by itself. Nothing was shared. Ask an administrator to allow it."),
    ),
    "authorization_header": (
        _("This page is for people"),
        _("It can't be used with an access token. Open it in your browser."),
    ),
    "form_expired": (_("This page is out of date"), _("Nothing was shared. Go back to the app and start again.")),
    "form_tampered": (_("This page is out of date"), _("Nothing was shared. Go back to the app and start again.")),
    "form_answered": (
        _("You have already answered"),
        _("Your first answer counts. Go back to the app; if it does not work, start again there."),
    ),
    "body_too_large": (_("That was too much"), _("Nothing was shared. Go back to the app and start again.")),
    "insecure_transport": (
        _("This page needs a secure connection"),
        _("Nothing was shared. Go back to the app and start again."),
    ),
    "throttled": (
        _("Please wait a moment"),
        _("There were many requests in a short time. Wait a minute, then go back to the app and try again."),
    ),
    "temporarily_unavailable": (
        _("We can't do this right now"),
        _("Nothing was shared and nothing was changed. Wait a moment, then go back to the app and try again."),
    ),
}


def page(view: Page) -> Page:
    """Give a view the headers of a page, and render its Refusals as one."""

    @wraps(view)
    def with_headers(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            transport.refuse_large_body(request)
            response = view(request, *args, **kwargs)
        except Refusal as refusal:
            response = refusal_page(request, refusal)
        except (OperationalError, InterfaceError):
            # Fails closed: nothing was committed, so there is nothing to say but "later".
            response = refusal_page(request, Refusal("temporarily_unavailable"))
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return with_headers


def own_forms_only(view: Page) -> Page:
    """Hold the forms of a page to this site; for pages from which no redirect to a client can follow."""

    @wraps(view)
    def with_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; form-action 'self'"
        return response

    return with_policy


def refusal_page(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The page that says what is wrong."""
    title, text = FOR_PEOPLE.get(refusal.cause, SET_UP_WRONGLY)
    text = str(refusal.values.get("reason") or text)
    status = status_of(refusal)
    details: list[tuple[Text, str]] = [("error", refusal.error), ("error_description", refusal.description)]
    if "policy" in refusal.values:
        details.append((_("Policy"), str(refusal.values["policy"])))
    context = {
        "site_name": conf.site_name,
        "title": title,
        "text": text,
        "status": status,
        "details": details,
        "reference": reference_of(request),
    }
    # A host's context processors may look up the person, and the database is what does not answer.
    in_context = None if refusal.cause == "temporarily_unavailable" else request
    response = HttpResponse(render_to_string("hub_oauth/error.html", context, in_context), status=status)
    if status in COME_BACK_AFTER:
        response["Retry-After"] = str(refusal.values.get("seconds", COME_BACK_AFTER[status]))
    return response


def status_of(refusal: Refusal) -> int:
    """400 for most: 401 and 403 would mean the person's own sign-in."""
    return refusal.status if refusal.status in (403, 413, *COME_BACK_AFTER) else 400
