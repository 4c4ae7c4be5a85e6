"""A new client, with its first secret."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from hub_oauth import audit, client_rules, name_lock, secrets
from hub_oauth.audit import Act
from hub_oauth.clients.trust import sign_trust
from hub_oauth.dot.applications import Application, new_application
from hub_oauth.models import ClientProfile
from hub_oauth.people import Person
from hub_oauth.protocol import scopes as scope_lists


@dataclass(frozen=True, slots=True)
class Registered:
    """A client just registered. secret: shown this once, None for a public client."""

    application: Application
    secret: str | None


@transaction.atomic
def register(
    *,
    name: str,
    kind: str,
    redirect_uris: Sequence[str],
    scopes: Sequence[str],
    act: Act,
    origins: Sequence[str] = (),
    optional_scopes: Sequence[str] = (),
    owner: Person | None = None,
    client_id: str = "",
    **profile: Any,
) -> Registered:
    """Register a client; a web app gets its first secret.

    client_id: one from ``new_client_id``, where a form must not register twice; IntegrityError when it is taken.

    Raises ValidationError, keyed by field, with one sentence for each value that breaks a rule; then nothing is kept.
    Of two at once the second waits until the first is committed: in a transaction around this, lock no app before it.
    """
    name_lock.take()
    client_rules.validate(
        client_id=client_id,
        name=name,
        kind=kind,
        redirect_uris=redirect_uris,
        origins=origins,
        scopes=scopes,
        optional_scopes=optional_scopes,
        publisher=str(profile.get("publisher", "")),
        first_party=bool(profile.get("first_party")),
        links={field: str(profile.get(field, "")) for field in client_rules.LINKS},
        purposes=profile.get("scope_purposes"),
        support_email=str(profile.get("support_email", "")),
        lifetimes={name: profile.get(name) for name in client_rules.LIFETIMES},
    )
    confidential = kind == ClientProfile.Kind.WEB
    application = new_application(
        client_id=client_id,
        name=name.strip(),
        confidential=confidential,
        redirect_uris=list(redirect_uris),
        origins=list(origins),
    )
    application.save()
    made = ClientProfile(
        application=application,
        kind=kind,
        owner=owner,
        allowed_scopes=scope_lists.join(scopes),
        optional_scopes=scope_lists.join(optional_scopes),
        **profile,
    )
    sign_trust(ClientProfile(), made, act)
    made.save()
    audit.record("client.created", act, client=application, kind=kind)
    secret = secrets.create(application, act=act) if confidential else None
    return Registered(application, secret)
