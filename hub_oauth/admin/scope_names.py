"""Permissions in plain words, beside the names that developers use."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hub_oauth import scopes as registry


def label_of(scope: str) -> str:
    """As people read it; of a permission that is no more, its name."""
    known = registry.find(scope)
    return str(known.label) if known else scope


def named(scope: str) -> str:
    """Both, as in “See your teams” (teams:read)."""
    return _("“%(label)s” (%(scope)s)") % {"label": label_of(scope), "scope": scope}
