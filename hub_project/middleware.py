"""What every answer of the site has: a reference code, and the headers of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.http import HttpRequest, HttpResponseBase

from hub_oauth.conf import conf
from hub_oauth.references import reference_of
from hub_oauth.views.pages import CONTENT_SECURITY_POLICY, HEADERS
from hub_project import logs

Handler = Callable[[HttpRequest], HttpResponseBase]

# The admin and the pages that ask for a passkey have scripts, all of them files of this site.
WITH_PASSKEYS: Final = ("account_login", "mfa_authenticate", "mfa_add_webauthn", "mfa_reauthenticate_webauthn")
# Steps of a sign-in that may happen in a window which an app opened: once cut off from the app, it stays cut off.
BEFORE_CONSENT: Final = (
    "account_login",
    "account_signup",
    "account_email_verification_sent",
    "account_reset_password",
    "account_reset_password_done",
    "mfa_authenticate",
)
WITH_SCRIPTS: Final = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"
PLAIN: Final = tuple(HEADERS.items())


def request_id(get_response: Handler) -> Handler:
    """The reference code of the request, in the answer and on every line of the log."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        token = logs.request_id.set(reference_of(request))
        try:
            response = get_response(request)
        finally:
            logs.request_id.reset(token)
        response.headers["X-Request-ID"] = reference_of(request)
        return response

    return middleware


def page_headers(get_response: Handler) -> Handler:
    """Headers for answers that set none of their own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        own = particular(request)
        for name, value in {**HEADERS, **own}.items() if own else PLAIN:
            response.headers.setdefault(name, value)
        return response

    return middleware


def particular(request: HttpRequest) -> dict[str, str]:
    """What the headers of this page are in the place of those of every page."""
    match = request.resolver_match
    if match is None:
        return {}
    found = {}
    if match.app_name == "admin" or match.url_name in WITH_PASSKEYS:
        found["Content-Security-Policy"] = WITH_SCRIPTS
    if conf.allow_popup_clients and match.url_name in BEFORE_CONSENT:
        found["Cross-Origin-Opener-Policy"] = "unsafe-none"
    return found
