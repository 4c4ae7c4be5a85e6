"""What an edit of an app changes: as the audit log keeps it, and as the page that asks first shows it."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientProfile

OF_APPLICATION: Final = {"name": "name", "redirect_uris": "redirect_uris", "allowed_origins": "origins"}
LISTS: Final = frozenset({"redirect_uris", "origins", "allowed_scopes", "optional_scopes"})
# Kept with acts of their own, or nobody's to change.
LEFT_OUT: Final = frozenset(
    {"id", "application", "enabled", "disabled_reason", "disabled_reason_is_shown", "identity_changed_at"}
)
# When they were set is the time of the act, and by whom is its actor.
SIGNED: Final = frozenset({"verified_by", "first_party_by", "first_party_at"})
# What lets more through, or says more of the app, than before.
DANGEROUS: Final = frozenset(
    {"redirect_uris", "origins", "allowed_scopes", "optional_scopes", "may_introspect", "verified", "first_party"}
)

Changes = dict[str, list[Any]]


def between(before: ClientProfile, after: ClientProfile, application: Application) -> Changes:
    """Field -> its value before and after. before: with its application; application: that of after, as edited."""
    old, new = values_of(before, before.application), values_of(after, application)
    return {name: [old[name], new[name]] for name in old if old[name] != new[name]}


def values_of(profile: ClientProfile, application: Application) -> dict[str, Any]:
    """As JSON can hold them, lists as lists."""
    found = {shown: getattr(application, name) for name, shown in OF_APPLICATION.items()}
    for field in ClientProfile._meta.concrete_fields:
        if field.name not in LEFT_OUT | SIGNED:
            found[field.name] = getattr(profile, field.attname)
    found["verified"] = bool(found.pop("verified_at"))
    found["owner"] = str(found["owner"] or "")
    # The log is kept longer than a person's address may be, and can't be changed.
    found["support_email"], found["logo"] = fingerprint(found["support_email"].encode()), fingerprint(found["logo"])
    return {name: value.split() if name in LISTS else value for name, value in found.items()}


def fingerprint(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()[:12] if value else ""
