"""A client that was edited."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models.functions import Now

from hub_oauth import audit, client_changes, client_rules, grants, name_lock, signals
from hub_oauth.audit import Act
from hub_oauth.clients.identities import identity
from hub_oauth.clients.locks import hold
from hub_oauth.clients.switch import SWITCH
from hub_oauth.clients.trust import sign_trust
from hub_oauth.dot.applications import Application, new_application
from hub_oauth.models import ClientProfile


@transaction.atomic
def change(application: Application, profile: ClientProfile, *, act: Act, reason: str = "") -> None:
    """Save an edited application and profile; raises ValidationError where they break a rule.

    Raises ClientProfile.DoesNotExist where somebody deleted the app meanwhile; so do ``disable`` and ``enable``.
    reason: why, for the audit log, at most 200 characters; so with ``delete``, ``disable`` and ``enable``.

    A new name, publisher or redirect host is a new identity: people are asked again (DESIGN §4, skip rule). Other
    redirect URIs end the codes that wait for their redemption, and the owner hears of it. It waits as ``register``.
    """
    name_lock.take()
    before = hold(application)
    client_rules.validate_saved(application, profile)
    # Of what the app was before, the row counts and not the object: that may have been read before another change.
    is_another = identity(before.application, before) != identity(application, profile)
    profile.identity_changed_at = Now() if is_another else before.identity_changed_at
    sign_trust(before, profile, act)
    changes = client_changes.between(before, profile, application)
    application.client_type = new_application(
        name="", confidential=profile.is_confidential, redirect_uris=[], origins=[]
    ).client_type
    application.save()
    profile.save(update_fields=[field for field in field_names() if field not in SWITCH])
    codes = grants.end_codes_of(application) if "redirect_uris" in changes else 0
    audit.record("client.changed", act, client=application, reason=reason, changes=changes, codes_revoked=codes)
    signals.announce(signals.client_changed, user=act.actor, client=application, changes=changes, act=act)


def field_names() -> Iterable[str]:
    return (field.name for field in ClientProfile._meta.concrete_fields if not field.primary_key)
