"""Client applications: finding, registering, changing, turning off and on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hub_oauth import audit, client_changes, client_rules, grants, name_lock, secrets, signals
from hub_oauth.audit import Act
from hub_oauth.compiled_queries import CompiledSelect, parameter
from hub_oauth.dot.applications import Application, application_model, new_application
from hub_oauth.models import ClientProfile, Consent, Grant
from hub_oauth.people import Person
from hub_oauth.protocol import redirect_uris as uris
from hub_oauth.protocol import scopes as scope_lists

# Only disable and enable write these: an edit that began before must not turn an app on again.
SWITCH: Final = ("enabled", "disabled_reason", "disabled_reason_is_shown")


@dataclass(frozen=True, slots=True)
class Registered:
    """A client just registered. secret: shown this once, None for a public client."""

    application: Application
    secret: str | None


def find(client_id: str | None) -> Application | None:
    """The application with its ``hub_profile``, enabled or not; None where the Hub knows none. One query.

    Its ``now`` is the database's time at that moment.
    """
    return found_by(BY_CLIENT_ID, client_id)


def find_for_page(client_id: str | None) -> Application | None:
    """The same, which knows whether it ``has_logo`` and who answers for it."""
    return found_by(FOR_PAGE, client_id)


def found_by(compiled: CompiledSelect[Application], client_id: str | None) -> Application | None:
    if not client_id or "\0" in client_id:  # PostgreSQL has no text with NUL, and would raise
        return None
    return compiled.first(client_id=client_id)


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


def by_client_id() -> Any:
    return with_profiles().filter(client_id=parameter(application_model(), "client_id"))


def for_page() -> Any:
    shown = by_client_id().annotate(has_logo=~Q(hub_profile__logo=b""))
    return shown.select_related("hub_profile", "hub_profile__owner")


FOR_PAGE: Final[CompiledSelect[Application]] = CompiledSelect(for_page)
BY_CLIENT_ID: Final[CompiledSelect[Application]] = CompiledSelect(by_client_id)


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


@transaction.atomic
def change(application: Application, profile: ClientProfile, *, act: Act, reason: str = "") -> None:
    """Save an edited application and profile; raises ValidationError where they break a rule.

    Raises ClientProfile.DoesNotExist where somebody deleted the app meanwhile; so do ``disable`` and ``enable``.
    reason: why, for the audit log, at most 200 characters; so with the other acts below.

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


def hold(application: Application) -> ClientProfile:
    """The profile as it is, which until COMMIT nobody else changes or deletes; raises ClientProfile.DoesNotExist.

    Locked alone: a joined application would be read as it was before the wait.
    """
    return ClientProfile.objects.select_for_update(no_key=True, of=("self",)).get(application=application)


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


def field_names() -> Iterable[str]:
    return (field.name for field in ClientProfile._meta.concrete_fields if not field.primary_key)


def identity(application: Application, profile: ClientProfile) -> tuple[object, ...]:
    """What people recognise an app by."""
    hosts = origins_of(application.redirect_uris.split())
    return application.name, profile.claimed_name, profile.publisher, hosts


def disable(
    application: Application, *, act: Act, reason: str = "", show_reason: bool = False, notify: bool = True
) -> None:
    """Suspend a client: its requests and tokens are refused from the next request on. Idempotent.

    show_reason: whether people read the reason, too; notify: whether those who connected it are told.
    """
    set_enabled(application, False, act=act, reason=reason, show_reason=show_reason and bool(reason), notify=notify)


def enable(application: Application, *, act: Act, reason: str = "") -> None:
    """Restore a client and the tokens it had that have not expired. Idempotent."""
    set_enabled(application, True, act=act, reason=reason)


@transaction.atomic
def set_enabled(
    application: Application,
    enabled: bool,
    *,
    act: Act,
    reason: str = "",
    show_reason: bool = False,
    notify: bool = False,
) -> None:
    profile = hold(application)
    if profile.enabled != enabled:
        profile.enabled, profile.disabled_reason = enabled, "" if enabled else reason
        profile.disabled_reason_is_shown = show_reason
        profile.save(update_fields=SWITCH)
        event, signal = (
            ("client.enabled", signals.client_enabled) if enabled else ("client.disabled", signals.client_disabled)
        )
        audit.record(event, act, client=application, reason=reason)
        signals.announce(signal, user=act.actor, client=application, notify=notify)


def redirect_hosts(application: Application) -> Iterable[str]:
    """The origins people may be sent to, for display."""
    return origins_of(application.redirect_uris.split())


def origins_of(redirect_uris: Iterable[str]) -> list[str]:
    return sorted(set(map(uris.origin_of, redirect_uris)))
