"""How django-allauth works here."""

from __future__ import annotations

from typing import Final

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

MISMATCH: Final = _("That e-mail or user name and password don't match. Check them and try again.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Accounts are made by administrators; there is no sign-up."""

    # One sentence for both, so that it does not tell which of them is known.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": MISMATCH,
        "username_password_mismatch": MISMATCH,
        "too_many_login_attempts": _("Too many attempts. Try again in 5 minutes."),
    }

    def is_safe_url(self, url: str | None) -> bool:
        """Where sign-in may lead to; allauth fails at a host that can't be read, as in https://[."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
