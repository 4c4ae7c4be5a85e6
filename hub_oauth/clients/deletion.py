"""A client that goes for good: one that is off, and that nothing rests on."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from hub_oauth import audit
from hub_oauth.audit import Act
from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientProfile, Consent, Grant


@transaction.atomic
def delete(application: Application, *, act: Act, reason: str = "") -> None:
    """Remove a client that is off, with its secrets; ValidationError where it is on or anything rests on it.

    The audit log keeps what it says about it.
    """
    profile = ClientProfile.objects.select_for_update(of=("self",)).get(application=application)
    if problem := undeletable(profile):
        raise ValidationError(problem)
    audit.record("client.deleted", act, client=application, reason=reason)
    application.delete()


def undeletable(profile: ClientProfile) -> str | None:
    """Why this client can't be deleted now, in a sentence."""
    return resting_on(profile) or (_("Turn it off first.") if profile.enabled else None)


def resting_on(profile: ClientProfile) -> str | None:
    """What of people's rests on this client, in a sentence; None where nobody ever connected it."""
    kept = {"application": profile.application}
    if Consent.objects.filter(revoked_at=None, **kept).exists():
        return _(
            "People have connected it. Turn it off instead: everything of it stops, and their history still names it."
        )
    if Consent.objects.filter(**kept).exists() or Grant.objects.filter(**kept).exists():
        return _("People had connected it, and their history names it. Such an app stays, turned off.")
    return None
