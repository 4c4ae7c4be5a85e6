"""How long requests wait for the database (``hub_project.postgresql.patience``); on SQLite its own timeout counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from hub_project.postgresql import patience

# Seconds. Lists are searched and counted there, and what is deleted may have thousands of rows behind it.
ADMIN: Final = 30


class Waiting:
    """Middleware. What is streamed, as the export of the audit log, comes after it and takes as long as it takes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with patience.within(settings.HUB_DATABASE_TIMEOUT):  # type: ignore[misc]  # of this site's settings
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> None:
        """A page of the admin has more time, once the database has answered who asks for it."""
        match = request.resolver_match
        if match and match.app_name == "admin" and getattr(request.user, "is_staff", False):
            patience.extend(max(ADMIN, settings.HUB_DATABASE_TIMEOUT))  # type: ignore[misc]
