from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from hub_oauth.errors import Refusal


def session_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Refuse a request with an Authorization header.

    Here the person comes from the session alone: under a host's token middleware a bearer token passes sign-in and
    CSRF checks, so an app could consent for itself.
    """

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "HTTP_AUTHORIZATION" in request.META:
            raise Refusal("authorization_header")
        return view(request, *args, **kwargs)

    return checked
