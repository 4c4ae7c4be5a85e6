from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from hub_oauth.conf import conf


def may_be_a_popup(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Where the host allows it, leave the page in touch with the app that opened it in a window of its own."""

    @wraps(view)
    def with_policy(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if conf.allow_popup_clients:
            response["Cross-Origin-Opener-Policy"] = "unsafe-none"
        return response

    return with_policy
