"""How a person is asked, what they may choose, and what they are told of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any, Literal

from hub_oauth.conf.written import Written


class Consents(Written):
    @property
    def consent_form_lifetime(self) -> timedelta:
        return self.seconds("CONSENT_FORM_LIFETIME")

    @property
    def consent_durations(self) -> Sequence[int | None]:
        """How long a consent may last, in seconds, as the page offers it; None: until the person removes it."""
        return tuple(self["CONSENT_DURATIONS"])

    @property
    def consent_redirect(self) -> Literal["redirect", "interstitial"]:
        """How the answer to the consent form leads back to the app: by 303, or by a page with a link to press."""
        return "interstitial" if self["CONSENT_REDIRECT"] == "interstitial" else "redirect"

    @property
    def allow_popup_clients(self) -> bool:
        """Whether apps may open the consent page in a window of its own and wait for it there."""
        return bool(self["ALLOW_POPUP_CLIENTS"])

    @property
    def recent_login(self) -> timedelta:
        """How long ago a sign-in may be for scopes that require a recent one."""
        return self.seconds("RECENT_LOGIN")

    @property
    def can_grant(self) -> Callable[[Any, Any, Sequence[str]], Any]:
        """(user, application, scopes) -> whether this person may let the app have them; a sentence says why not."""
        return self.function("CAN_GRANT")

    @property
    def notify(self) -> Callable[[Any], None] | None:
        """What tells a person of a ``notifications.Notice``; None for silence."""
        return self.function("NOTIFY") if self["NOTIFY"] else None

    @property
    def notify_on_grant(self) -> str:
        """``new``: of new apps and of new sensitive permissions; ``sensitive``: of the latter alone; ``never``."""
        return str(self["NOTIFY_ON_GRANT"])

    @property
    def password_change_ends_grants(self) -> bool:
        return bool(self["PASSWORD_CHANGE_ENDS_GRANTS"])
