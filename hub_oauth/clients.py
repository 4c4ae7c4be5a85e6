"""Client applications: finding, registering, changing, turning off and on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from hub_oauth import audit, client_rules, secrets, signals
from hub_oauth.audit import Act
from hub_oauth.dot.applications import Application, application_model, new_application
from hub_oauth.models import ClientProfile
from hub_oauth.people import Person
from hub_oauth.protocol import redirect_uris as uris
from hub_oauth.protocol import scopes as scope_lists

# Only disable and enable write these: an edit that began before must not turn an app on again.
SWITCH: Final = ("enabled", "disabled_reason")


@dataclass(frozen=True, slots=True)
class Registered:
    """A client just registered. secret: shown this once, None for a public client."""

    application: Application
    secret: str | None


def find(client_id: str | None) -> Application | None:
    """The application with its ``hub_profile``, enabled or not; None where the Hub knows none. One query.

    Its ``now`` is the database's time at that moment.
    """
    return find_among(with_profiles(), client_id)


def find_for_page(client_id: str | None) -> Application | None:
    """The same, which knows whether it ``has_logo`` and who answers for it."""
    shown = with_profiles().annotate(has_logo=~Q(hub_profile__logo=b"")).select_related("hub_profile__owner")
    return find_among(shown, client_id)


def find_among(applications: Any, client_id: str | None) -> Application | None:
    if not client_id or "\0" in client_id:  # PostgreSQL has no text with NUL, and would raise
        return None
    return applications.filter(client_id=client_id).first()


def logo_of(client_id: str) -> bytes:
    """The app's logo as stored; empty where there is none, or no such app. One query."""
    if "\0" in client_id:
        return b""
    found = ClientProfile.objects.filter(application__client_id=client_id).values_list("logo", flat=True).first()
    return bytes(found or b"")


def with_profiles() -> Any:
    """Applications that the Hub knows, profile joined; the logo is left in the database."""
    return (
        application_model()
        .objects.filter(hub_profile__isnull=False)
        .select_related("hub_profile")
        .defer("hub_profile__logo", "hub_profile__description")
        .annotate(now=Now())
    )


def origin_is_registered(origin: str) -> bool:
    """Whether any enabled client registered this browser origin; a CORS preflight names no client. One query."""
    near = with_profiles().filter(hub_profile__enabled=True, allowed_origins__contains=origin)
    return any(origin in registered.split() for registered in near.values_list("allowed_origins", flat=True))


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
    """
    client_rules.validate(
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
    ClientProfile.objects.create(
        application=application,
        kind=kind,
        owner=owner,
        allowed_scopes=scope_lists.join(scopes),
        optional_scopes=scope_lists.join(optional_scopes),
        **profile,
    )
    audit.record("client.created", act, client=application, kind=kind)
    secret = secrets.create(application, act=act) if confidential else None
    return Registered(application, secret)


@transaction.atomic
def change(application: Application, profile: ClientProfile, *, act: Act) -> None:
    """Save an edited application and profile; raises ValidationError where they break a rule.

    A new name, publisher or redirect host is a new identity: people are asked again (DESIGN §4, skip rule).
    """
    client_rules.validate_saved(application, profile)
    before = find(application.client_id)
    if before is None or identity(before, before.hub_profile) != identity(application, profile):
        profile.identity_changed_at = Now()
    application.client_type = new_application(
        name="", confidential=profile.is_confidential, redirect_uris=[], origins=[]
    ).client_type
    application.save()
    profile.save(update_fields=[field for field in field_names() if field not in SWITCH])
    audit.record("client.changed", act, client=application)


def field_names() -> Iterable[str]:
    return (field.name for field in ClientProfile._meta.concrete_fields if not field.primary_key)


def identity(application: Application, profile: ClientProfile) -> tuple[object, ...]:
    """What people recognise an app by."""
    hosts = sorted(set(map(uris.origin_of, application.redirect_uris.split())))
    return application.name, profile.claimed_name, profile.publisher, hosts


def disable(application: Application, *, act: Act, reason: str = "") -> None:
    """Suspend a client: its requests and tokens are refused from the next request on. Idempotent."""
    set_enabled(application, False, act=act, reason=reason)


def enable(application: Application, *, act: Act) -> None:
    """Restore a client and the tokens it had that have not expired. Idempotent."""
    set_enabled(application, True, act=act, reason="")


@transaction.atomic
def set_enabled(application: Application, enabled: bool, *, act: Act, reason: str) -> None:
    changed = ClientProfile.objects.filter(application=application, enabled=not enabled).update(
        enabled=enabled, disabled_reason=reason
    )
    if changed:
        event, signal = (
            ("client.enabled", signals.client_enabled) if enabled else ("client.disabled", signals.client_disabled)
        )
        audit.record(event, act, client=application, reason=reason)
        signals.announce(signal, user=act.actor, client=application)


def redirect_hosts(application: Application) -> Iterable[str]:
    """The origins people may be sent to, for display."""
    return sorted(set(map(uris.origin_of, application.redirect_uris.split())))
