"""A password validator that ends a person's grants when the password changes.

Django calls ``password_changed`` of every validator in AUTH_PASSWORD_VALIDATORS for a real change, and not when it
merely rehashes an old password; comparing hashes would disconnect everybody then.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from hub_oauth import grants
from hub_oauth.audit import SYSTEM
from hub_oauth.conf import conf
from hub_oauth.models import Grant
from hub_oauth.people import Person


class EndGrantsOnPasswordChange:
    """Validates nothing; ``HUB_OAUTH["PASSWORD_CHANGE_ENDS_GRANTS"]`` turns it off."""

    def validate(self, password: str, user: Person | None = None) -> None:
        """Every password is fine here."""

    def get_help_text(self) -> str:
        return _("Changing it disconnects the apps that use your account.")

    def password_changed(self, password: str, user: Person | None = None) -> None:
        """End every grant of the person (ASVS 7.4.3)."""
        if user is not None and user.pk and conf.password_change_ends_grants:
            grants.end_all_of(user, Grant.End.PASSWORD, act=SYSTEM)
