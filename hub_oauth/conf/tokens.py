"""How long codes and tokens are good, and how often the same answer may be asked again."""

from __future__ import annotations

from datetime import timedelta

from hub_oauth.conf.written import Written


class Tokens(Written):
    @property
    def code_lifetime(self) -> timedelta:
        return self.seconds("CODE_LIFETIME")

    @property
    def access_token_lifetime(self) -> timedelta:
        return self.seconds("ACCESS_TOKEN_LIFETIME")

    @property
    def refresh_idle_lifetime(self) -> timedelta:
        return self.seconds("REFRESH_IDLE_LIFETIME")

    @property
    def refresh_absolute_lifetime(self) -> timedelta:
        return self.seconds("REFRESH_ABSOLUTE_LIFETIME")

    @property
    def retry_window(self) -> timedelta:
        """How long a refresh that was answered may be asked again for the identical answer."""
        return self.seconds("RETRY_WINDOW")

    @property
    def retry_unused_lifetime(self) -> timedelta:
        """How long after a rotation an unused successor may be replaced."""
        return self.seconds("RETRY_UNUSED_LIFETIME")
