"""What the host knows of its people, and what its administrators may see and do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta, tzinfo
from typing import Any

from hub_oauth.conf.written import Written


class People(Written):
    @property
    def display_name(self) -> Callable[[Any], str]:
        """user -> the name that apps and pages show."""
        return self.function("DISPLAY_NAME")

    @property
    def client_address(self) -> Callable[[Any], str | None]:
        """HttpRequest -> the address of the caller; a host behind a proxy names its own."""
        return self.function("CLIENT_ADDRESS")

    @property
    def language_of(self) -> Callable[[Any], str | None]:
        """user -> the language code for e-mails, or None where it is not known."""
        return self.function("LANGUAGE_OF")

    @property
    def time_zone_of(self) -> Callable[[Any], tzinfo | None]:
        """user -> the time zone for e-mails, or None where it is not known."""
        return self.function("TIME_ZONE_OF")

    @property
    def admin_clients(self) -> Callable[[Any, Any], Any]:
        """(request, queryset of ClientProfile) -> those of them that this administrator sees and may change."""
        return self.function("ADMIN_CLIENTS")

    @property
    def admin_recent_login(self) -> timedelta:
        """How long ago an administrator's sign-in may be for acts that are dangerous."""
        return self.seconds("ADMIN_RECENT_LOGIN")

    @property
    def show_raw_token_admin(self) -> bool | None:
        """Whether DOT's own pages for its tokens and grants are in the admin: True: to be read only; False: not at all.

        None: not in a host that is new to DOT, where nobody ever has such a token; untouched in one that ran it before.
        In a new host DOT's page for applications goes with them: the Hub does not know what it registers.
        """
        value: bool | None = self["SHOW_RAW_TOKEN_ADMIN"]
        return value
