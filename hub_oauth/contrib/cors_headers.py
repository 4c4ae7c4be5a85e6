"""django-cors-headers: its middleware answers every preflight of a host, so it asks here about the Hub's views."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from corsheaders.signals import check_request_enabled
from django.db import connections
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from hub_oauth import clients, cors
from hub_oauth.api import ResourceView
from hub_oauth.views.endpoint import Endpoint

VIEWS: Final = (Endpoint, ResourceView)


def allow_preflight(sender: object, request: HttpRequest, **kwargs: Any) -> bool:
    """Whether the middleware shall let a page go on: a preflight of a client's origin, at a view that tokens are for.

    Only preflights: the answer itself is the view's to share, with the origins of its own client and no other's.
    """
    return (
        cors.is_preflight(request)
        and is_for_tokens(request)
        and origin_is_registered(request.headers.get("Origin", ""))
    )


def is_for_tokens(request: HttpRequest) -> bool:
    """Whether the path is one of the Hub's, or a view that the host derived from ours."""
    try:
        view = resolve(request.path_info, getattr(request, "urlconf", None)).func
    except Resolver404:
        return False
    return issubclass(getattr(view, "view_class", getattr(view, "cls", object)), VIEWS)


def origin_is_registered(origin: str) -> bool:
    """Under ASGI the middleware asks from the event loop, where Django's ORM refuses to work: there, in a thread."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return clients.origin_is_registered(origin)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(ask_and_hang_up, origin).result()


def ask_and_hang_up(origin: str) -> bool:
    try:
        return clients.origin_is_registered(origin)
    finally:
        connections.close_all()  # those of this thread, which ends now


check_request_enabled.connect(allow_preflight, dispatch_uid="hub_oauth")
