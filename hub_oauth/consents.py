"""Consents: given in the browser, widened, skipped where that is safe (DESIGN §4); withdrawals end them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Exists, Q, QuerySet
from django.db.models.functions import Coalesce, Now
from django.db.models.lookups import LessThan

from hub_oauth import answers, audit, clients, consent_ends, grants, policy, signals, slots, withdrawals
from hub_oauth.audit import Act
from hub_oauth.authorization_requests import AuthorizationRequest, check_again, client_as_asked
from hub_oauth.client_documents import registry as client_documents
from hub_oauth.client_documents.document import ClientDocument
from hub_oauth.compiled_queries import CompiledSelect, Parameter, parameter
from hub_oauth.consent_ends import End
from hub_oauth.dot.applications import Application, application_model
from hub_oauth.errors import Refusal
from hub_oauth.models import Consent
from hub_oauth.models.consents import STANDS
from hub_oauth.people import Person
from hub_oauth.protocol import redirect_uris as uris
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.slots import Chosen

UNUSED_AFTER: Final = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person decided. end: of the consent from now on; chosen: in the fields that slots offered."""

    scopes: tuple[str, ...]
    end: End = None
    chosen: Chosen = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """Person, client and time as committed after the consent's lock was taken."""

    user: Person
    client: Application
    now: datetime


def live(user: Person, client: Application) -> Consent | None:
    """The consent that stands now between a person and a client. One query."""
    if client.pk is None:  # known by a document that nobody has allowed yet
        return None
    return STANDING.first(user=user.pk, application=client.pk)


def standing() -> QuerySet[Consent]:
    pair = {f"{name}_id": parameter(Consent, name) for name in ("user", "application")}
    return Consent.objects.filter(STANDS, **pair)


STANDING: Final[CompiledSelect[Consent]] = CompiledSelect(standing)


def live_of(user: Person) -> QuerySet[Consent]:
    """Every consent of a person that stands now, the last used first."""
    return with_apps(Consent.objects.filter(STANDS, user=user)).order_by(last_active().desc(), "-pk")


def ended_of(user: Person) -> QuerySet[Consent]:
    """Every consent of a person that was withdrawn or reached its end, the latest first."""
    return with_apps(Consent.objects.filter(~STANDS, user=user)).order_by(
        Coalesce("revoked_at", "ends_at").desc(), "-pk"
    )


def live_with(user: Person, client_id: str) -> Consent | None:
    """The consent that stands now between a person and the client of this id, as live_of gives it. One query."""
    return None if "\0" in client_id else live_of(user).filter(application__client_id=client_id).first()


def latest_with(user: Person, client_id: str) -> Consent | None:
    """The newest between the two, whether it stands or not. One query."""
    if "\0" in client_id:  # PostgreSQL has no text with NUL, and would raise
        return None
    mine = Consent.objects.filter(user=user, application__client_id=client_id)
    return with_apps(mine).order_by("-pk").first()


def with_apps(rows: QuerySet[Consent]) -> QuerySet[Consent]:
    """App and profile joined, the logo left in the database. ``stands``; ``has_logo``; ``is_unused``: for long."""
    return (
        rows.select_related("application__hub_profile")
        .defer("application__hub_profile__logo")
        .annotate(
            stands=STANDS,
            has_logo=~Q(application__hub_profile__logo=b""),
            is_unused=LessThan(last_active(), Now() - UNUSED_AFTER),
        )
    )


def last_active() -> Coalesce:
    return Coalesce("last_used_at", "granted_at")


def may_skip(request: AuthorizationRequest, client: Application, consent: Consent | None) -> bool:
    """Whether the page may be skipped: the only rule, and no parameter of a request can loosen it (DESIGN §4)."""
    if request.prompt - {"none"}:
        return False
    # Whoever listens on a loopback port or owns a custom scheme may not be the app (RFC 8252 §8.6).
    if uris.is_loopback(request.redirect_uri) or uris.is_custom_scheme(request.redirect_uri):
        return False
    profile = client.hub_profile
    if client_documents.is_one(client):  # nobody vouches for what stands in it today
        return False
    if not (profile.is_confidential or uris.is_https(request.redirect_uri)):
        return False
    return consent is not None and set(request.scopes) <= set(consent.scope_names) and identity_stands(client, consent)


def identity_stands(client: Application, consent: Consent) -> bool:
    """Whether the app is still what it was when the person confirmed this consent as a whole."""
    return bool(client.hub_profile.identity_changed_at == consent.identity_seen_at)


def allow(user: Person, request: AuthorizationRequest, decision: Decision, *, act: Act) -> str:
    """The person pressed Allow: write or widen the consent and return a code; a durable transaction of its own.

    Raises Refusal: ``form_answered`` where this request was answered before, or what check_again and policy find.
    """
    return answers.at_most_once(lambda: allow_now(user, request, decision, act), request)


def renew(user: Person, request: AuthorizationRequest, *, act: Act) -> str | None:
    """A code without a page where the skip rule still holds under the consent's lock, else None; as durable."""
    return answers.at_most_once(lambda: renew_now(user, request, act), request)


def allow_now(user: Person, request: AuthorizationRequest, decision: Decision, act: Act) -> str:
    answers.give(request)
    consent = lock(user, request)
    if request.document is not None:
        client_documents.keep(ClientDocument.from_dict(request.document), act=act)
    asked = read(user, request)
    consent = unless_expired(consent, asked, act)
    had = consent.scope_names if consent else ()
    consent = widen(consent, asked, decision.scopes, consent_ends.moment(decision.end, asked.now))
    kept = slots.keep(consent, decision.scopes, decision.chosen)
    added = tuple(scope for scope in decision.scopes if scope not in had)
    return issue(request, consent, decision.scopes, asked, act, event="consent.granted", added=added, **kept)


def renew_now(user: Person, request: AuthorizationRequest, act: Act) -> str | None:
    consent = lock(user, request)
    asked = read(user, request)
    consent = unless_expired(consent, asked, act)
    if consent is None or not may_skip(request, asked.client, consent):
        return None
    return issue(request, consent, request.scopes, asked, act, event="consent.renewed")


def lock(user: Person, request: AuthorizationRequest) -> Consent | None:
    """The pair's consent, locked first of all rows: consent, then grant, is the order everywhere."""
    return LOCKED.first(user=user.pk, client_id=request.client_id)


def locked() -> QuerySet[Consent]:
    client_id = parameter(application_model(), "client_id")
    pair = {"user_id": parameter(Consent, "user"), "application__client_id": client_id}
    return Consent.objects.select_for_update(no_key=True, of=("self",)).filter(revoked_at=None, **pair)


LOCKED: Final[CompiledSelect[Consent]] = CompiledSelect(locked)


def read(user: Person, request: AuthorizationRequest) -> Asked:
    """Client and person after the lock, in one query; raises what check_again and policy find, or for one stopped."""
    client = check_again(request, AS_COMMITTED.first(user=user.pk, client_id=request.client_id))
    if not client.person_is_active:
        raise Refusal("form_expired")
    policy.check(user, client, request.scopes)
    return Asked(user, client, client.now)


def as_committed() -> QuerySet[Any]:
    people = get_user_model()
    active = people._default_manager.filter(pk=Parameter("user", people._meta.pk), is_active=True)
    rows: QuerySet[Any] = clients.by_client_id().annotate(person_is_active=Exists(active))
    return rows


AS_COMMITTED: Final[CompiledSelect[Any]] = CompiledSelect(as_committed)


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


def issue(
    request: AuthorizationRequest,
    consent: Consent,
    scopes: tuple[str, ...],
    asked: Asked,
    act: Act,
    *,
    event: str,
    added: tuple[str, ...] = (),
    **details: Any,
) -> str:
    parties: Any = {"user": asked.user, "client": asked.client}
    code = grants.issue_code(request, consent, scopes, **parties, now=asked.now)
    audit.record(event, act, **parties, scope=scope_lists.join(scopes), **details)
    signals.announce(signals.consent_granted, **parties, consent=consent, added=added, act=act)
    return code


def deny(user: Person, request: AuthorizationRequest, *, act: Act) -> None:
    """The person pressed Cancel: nothing changes, but it is kept that it was asked; as durable as Allow.

    Raises Refusal: ``form_answered`` where this request was answered before, or what check_again finds.
    """
    answers.at_most_once(lambda: deny_now(user, request, act), request)


def deny_now(user: Person, request: AuthorizationRequest, act: Act) -> None:
    answers.give(request)
    client = check_again(request, client_as_asked(request, user))
    audit.record("consent.denied", act, user=user, client=client, refused=True)
    signals.announce(signals.consent_denied, user=user, client=client)
