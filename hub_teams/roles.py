"""Who may do what in a team: one table."""

from __future__ import annotations

from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    MEMBER = "member", _("Member")


# Role of the one who acts -> roles he may give, change and remove.
MANAGES: Final[dict[str, frozenset[str]]] = {
    Role.OWNER: frozenset({Role.OWNER, Role.ADMIN, Role.MEMBER}),
    Role.ADMIN: frozenset({Role.MEMBER}),
    Role.MEMBER: frozenset(),
}


def may_give(role: str, given: str) -> bool:
    """Whether whoever has this role may give, change and take away that one."""
    return given in MANAGES[role]


def may_manage(role: str) -> bool:
    """Whether this role lets somebody change who is in a team at all."""
    return bool(MANAGES[role])
