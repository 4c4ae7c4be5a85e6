"""The four roles of those who look after integrations: groups that ``manage.py hub_create_groups`` makes."""

from __future__ import annotations

from typing import Final

from django.contrib.auth.models import Group, Permission
from django.db import transaction

# The codenames of one role after the other; each group has its own and those it is built on.
VIEWER: Final = ("view_clientprofile", "view_consent")
OPERATOR: Final = (
    *VIEWER,
    "add_clientprofile",
    "change_clientprofile",
    "manage_client_secret",
    "disable_client",
    "revoke_consent",
)
MANAGER: Final = (
    *OPERATOR,
    "delete_clientprofile",
    "grant_sensitive_scope",
    "set_first_party",
    "verify_client",
    "view_auditevent",
)
AUDITOR: Final = (*VIEWER, "view_auditevent", "export_auditevent")
ROLES: Final = {
    "Integration viewer": VIEWER,
    "Integration operator": OPERATOR,
    "Integration manager": MANAGER,
    "Integration auditor": AUDITOR,
}


@transaction.atomic
def create_groups() -> dict[str, bool]:
    """Make each group that is missing, and give it the permissions of its role; group -> whether it is new.

    Permissions that somebody added to a group stay, as do its members.
    """
    return {name: fill(name, codenames) for name, codenames in ROLES.items()}


def fill(name: str, codenames: tuple[str, ...]) -> bool:
    group, is_new = Group.objects.get_or_create(name=name)
    group.permissions.add(*Permission.objects.filter(content_type__app_label="hub_oauth", codename__in=codenames))
    return is_new
