"""Django's middleware that only pages have a use for. At the API a token says who asks, so its requests pass by."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

# Of the endpoints under /api/, authorize alone is a page.
API: Final = (
    "/api/auth/",
    "/api/user/",
    "/api/teams/",
    "/api/oauth/token",
    "/api/oauth/revoke",
    "/api/oauth/introspect",
)


class OfPages:
    """Before one of Django's classes: what it does, it does for pages."""

    get_response: Any

    def __call__(self, request: HttpRequest) -> Any:
        if request.path.startswith(API):
            return self.pass_by(request)
        return super().__call__(request)  # type: ignore[misc]  # of the class behind

    def pass_by(self, request: HttpRequest) -> Any:
        return self.get_response(request)


class Sessions(OfPages, SessionMiddleware):
    pass


class Languages(OfPages, LocaleMiddleware):
    def pass_by(self, request: HttpRequest) -> Any:
        translation.activate(settings.LANGUAGE_CODE)  # else it is that of the page before, in the same thread
        return super().pass_by(request)


class SignedIn(OfPages, AuthenticationMiddleware):
    pass


class Messages(OfPages, MessageMiddleware):
    pass
