"""A consent written anew or widened by what the person allowed."""

from __future__ import annotations

from datetime import datetime

from hub_oauth import grants, withdrawals
from hub_oauth.audit import Act
from hub_oauth.consents.locks import Asked
from hub_oauth.models import Consent
from hub_oauth.protocol import scopes as scope_lists


def unless_expired(consent: Consent | None, asked: Asked, act: Act) -> Consent | None:
    """A consent that reached its end date is replaced, never widened."""
    if consent is None or consent.ends_at is None or asked.now < consent.ends_at:
        return consent
    withdrawals.revoke(consent, Consent.Reason.EXPIRED, Act(reference=act.reference))
    return None


def widen(consent: Consent | None, asked: Asked, scopes: tuple[str, ...], ends_at: datetime | None) -> Consent:
    """The consent with these scopes too; the end just chosen is its end, sooner or later than the one before."""
    if consent is None:
        return Consent.objects.create(
            user=asked.user,
            application=asked.client,
            scopes=scope_lists.join(scopes),
            granted_at=asked.now,
            updated_at=asked.now,
            ends_at=ends_at,
            identity_seen_at=asked.client.hub_profile.identity_changed_at,
        )
    # Under a new name only what this page showed is confirmed: the rest of the consent has to be shown again first.
    if set(consent.scope_names) <= set(scopes):
        consent.identity_seen_at = asked.client.hub_profile.identity_changed_at
    consent.updated_at, consent.ends_at = asked.now, ends_at
    consent.scopes = scope_lists.join(dict.fromkeys(consent.scope_names + scopes))
    consent.save(update_fields=["scopes", "updated_at", "ends_at", "identity_seen_at"])
    grants.cap_all_of(consent)
    return consent
