"""The badges of a client, and who gave them."""

from __future__ import annotations

from typing import Any

from django.db.models.functions import Now

from hub_oauth.audit import Act
from hub_oauth.models import ClientProfile


def sign_trust(before: ClientProfile, profile: ClientProfile, act: Act) -> None:
    """Keep who gave the app a badge, and when; taken away, nothing of it stays but the audit log."""
    signed: dict[bool, tuple[Any, Any]] = {True: (Now(), act.actor and act.actor.pk), False: (None, None)}
    is_verified, was_verified = bool(profile.verified_at), bool(before.verified_at)
    profile.verified_at, profile.verified_by_id = (
        (before.verified_at, before.verified_by_id) if is_verified == was_verified else signed[is_verified]
    )
    profile.first_party_at, profile.first_party_by_id = (
        (before.first_party_at, before.first_party_by_id)
        if profile.first_party == before.first_party
        else signed[profile.first_party]
    )
