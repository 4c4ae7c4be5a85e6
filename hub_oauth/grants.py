"""Grants: born with a code, spent into tokens, rotated, ended (DESIGN §4).

Each transaction locks the grant alone and reads person, client and consent in the next statement: a joined locking
read can return them as they were before the wait for the lock. All times come from the database's clock.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache as remember
from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.db.models import Case, DateTimeField, F, Q, Value, When
from django.db.models.functions import Now

from hub_oauth import audit
from hub_oauth.audit import Act
from hub_oauth.compiled_queries import CompiledChange, CompiledInsert, CompiledSelect, CompiledUpdate, parameter
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.models import ClientProfile, Consent, Grant
from hub_oauth.people import Person, columns_of_person
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.protocol import tokens

if TYPE_CHECKING:
    from hub_oauth.authorization_requests import AuthorizationRequest

# All that ends by itself below a consent.
EXPIRIES: Final = ("code_expires_at", "access_expires_at", "idle_expires_at", "absolute_expires_at")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a grant rests on, as committed after its lock was taken."""

    consent: Consent
    user: Person
    application: Application
    profile: ClientProfile
    now: datetime

    @property
    def consent_is_live(self) -> bool:
        ends_at = self.consent.ends_at
        return self.consent.revoked_at is None and (ends_at is None or self.now < ends_at)

    def permitted(self, asked: tuple[str, ...]) -> tuple[str, ...]:
        """Of the scopes asked for, those that consent and client both still allow."""
        allowed = set(self.consent.scope_names) & set(self.profile.scopes_allowed)
        return tuple(scope for scope in asked if scope in allowed)


def standing_of(grant: Grant) -> Standing:
    """Person, client and consent of a locked grant; one query."""
    consent = STANDING.get(id=grant.consent_id)
    application = consent.application
    now: datetime = consent.now  # type: ignore[attr-defined]  # annotated by standings
    return Standing(consent, consent.user, application, application.hub_profile, now)


# The columns that a token request has a use for; each other one would be read and converted for nothing.
OF_CONSENT: Final = ("user", "application", "scopes", "ends_at", "revoked_at")
OF_PROFILE: Final = (
    "application",
    "enabled",
    "allowed_scopes",
    "access_token_lifetime",
    "refresh_idle_lifetime",
    "refresh_absolute_lifetime",
    "retry_identical",
    "retry_unused",
)
OF_CLIENT: Final = (
    "application__client_id",
    "application__name",
    *(f"application__hub_profile__{name}" for name in OF_PROFILE),
)


def standings() -> Any:
    return (
        Consent.objects.filter(pk=parameter(Consent, "id"))
        .select_related("user", "application__hub_profile")
        .only(*OF_CONSENT, *OF_CLIENT, *columns_of_person("user"))
        .annotate(now=Now())
    )


STANDING: Final[CompiledSelect[Consent]] = CompiledSelect(standings)


def usable_scopes(standing: Standing, asked: tuple[str, ...]) -> tuple[str, ...]:
    """What a token may carry now; Refusal where person, consent or client no longer stand behind the grant."""
    if not standing.profile.enabled:
        raise Refusal("client_unknown")
    permitted = standing.permitted(asked)
    if not standing.user.is_active or not standing.consent_is_live or not permitted:
        raise Refusal("grant_over")
    return permitted


def is_for(grant: Grant, resource: str | None) -> bool:
    """Whether a token request names the resource of the grant, or none (RFC 8707 §2.2)."""
    return resource is None or resource.removesuffix("/") == (grant.resource or conf.issuer)


def lock(**key: bytes) -> Grant | None:
    """The grant with this unique key, locked until the transaction ends; FOR NO KEY UPDATE spares foreign keys."""
    return LOCKED[next(iter(key))].first(**key)


def locked_by(name: str) -> CompiledSelect[Grant]:
    """A queryset of the one grant with this unique key, compiled."""
    rows = Grant.objects.select_for_update(no_key=True, of=("self",))
    return CompiledSelect(lambda: rows.filter(**{name: parameter(Grant, name)}))


LOCKED: Final = {name: locked_by(name) for name in ("code_digest", "refresh_handle", "access_digest")}
NEW: Final = CompiledInsert(Grant)
CREATE: Final = CompiledChange(NEW, audit.EVENT)


def issue_code(
    request: AuthorizationRequest,
    consent: Consent,
    scopes: tuple[str, ...],
    *,
    user: Person,
    client: Application,
    now: datetime,
    event: Mapping[str, Any],
) -> str:
    """Create the grant with its code and return the code; the consent is locked by the caller.

    user, client: the consent's own, which the caller has read already; event: the columns of the one that tells of it.
    """
    end_oldest(consent, user, client)
    code = tokens.new_code()
    absolute = capped(now + lifetime(client.hub_profile, "refresh_absolute_lifetime"), consent)
    code_expires_at = capped(now + conf.code_lifetime, consent)
    grant = Grant(
        consent=consent,
        user_id=consent.user_id,
        application_id=consent.application_id,
        scopes=scope_lists.join(scopes),
        resource=request.resource,
        request_id=request.request_id,
        created_at=now,
        code_digest=tokens.digest(code),
        redirect_uri=request.redirect_uri,
        code_challenge=request.code_challenge,
        code_expires_at=code_expires_at,
        # A grant whose code nobody redeems dies with the code, and takes no place from those in use.
        idle_expires_at=min(code_expires_at, absolute),
        absolute_expires_at=absolute,
    )
    CREATE.execute(NEW.values_of(grant), event)
    return code


def lifetime(profile: ClientProfile, name: str) -> timedelta:
    """The client's own lifetime, or the site's."""
    own: int | None = getattr(profile, name)
    site: timedelta = getattr(conf, name)
    return site if own is None else timedelta(seconds=own)


def capped(moment: datetime, consent: Consent) -> datetime:
    """No expiry outlives the end that the person chose."""
    return moment if consent.ends_at is None else min(moment, consent.ends_at)


def cap_all_of(consent: Consent) -> None:
    """The same for what was issued under this consent before; the consent is locked by the caller. One UPDATE."""
    if consent.ends_at is None:
        return
    beyond = Grant.objects.filter(consent=consent, ended_at=None, absolute_expires_at__gt=consent.ends_at)
    beyond.update(**{name: no_later_than(name, consent.ends_at) for name in EXPIRIES})


def no_later_than(name: str, end: datetime) -> Case:
    return Case(When(**{f"{name}__gt": end}, then=Value(end, DateTimeField())), default=F(name))


def live(**owner: Any) -> Any:
    """Grants not ended and not run out."""
    return Grant.objects.filter(ended_at=None, idle_expires_at__gt=Now(), **owner)


def end(grants: Any, reason: Grant.End) -> int:
    """End every grant of the queryset that is not ended; their number. One UPDATE, seen by every endpoint at once."""
    return int(grants.filter(ended_at=None).update(ended_at=Now(), end_reason=reason))


def end_codes_of(application: Application) -> int:
    """End every code of a client that waits for its redemption; their number."""
    return end(Grant.objects.filter(application=application, spent_at=None), Grant.End.CLIENT)


def narrow(consent: Consent, scope: str) -> int:
    """Take a scope out of the grants of a locked consent and out of their access tokens; how many held it.

    Kept there, it would come back by itself when the person allows it again. A grant without any scope left ends.
    """
    mine = Grant.objects.select_for_update(no_key=True, of=("self",)).filter(consent=consent, ended_at=None)
    held = [grant for grant in mine.order_by("pk") if scope in grant.scope_names]
    for grant in held:
        row = Grant.objects.filter(pk=grant.pk)
        left = scope_lists.without(grant.scopes, scope)
        if left:
            row.update(scopes=left, access_scopes=scope_lists.without(grant.access_scopes, scope))
        else:
            end(row, Grant.End.CONSENT)
    return len(held)


def end_oldest(consent: Consent, user: Person, client: Application) -> None:
    """Make room for one more code and one more grant: the oldest go, unspent codes before anything in use."""
    beyond = end_beyond(conf.grants_per_user_and_client, conf.codes_per_user_and_client)
    if count := beyond.execute(consent=consent.pk):
        audit.record("grant.ended", audit.SYSTEM, user=user, client=client, reason="cap", grants=count)


@remember
def end_beyond(grants: int, codes: int) -> CompiledUpdate:
    """Ends what leaves no room for one more of a consent's, where so many of each may live."""
    mine = live(consent_id=parameter(Grant, "consent"))
    in_use_first = mine.order_by(F("spent_at").desc(nulls_last=True), "-pk").values("pk")
    unspent = mine.filter(spent_at=None).order_by("-pk").values("pk")
    beyond = Q(pk__in=in_use_first[grants - 1 :]) | Q(pk__in=unspent[codes - 1 :])
    # The consent stands in the outer condition too, or the whole table would be read.
    rows = Grant.objects.filter(beyond, consent_id=parameter(Grant, "consent"), ended_at=None)
    return CompiledUpdate(lambda: rows, {"ended_at": Now(), "end_reason": Grant.End.CAP})


def end_all_of(user: Person, reason: Grant.End, *, act: Act) -> int:
    """End every grant of a person, whatever the app; their number."""
    with transaction.atomic():
        # Consent, then grant: a code that is being given out waits or is waited for, and ends with the others.
        list(Consent.objects.select_for_update(no_key=True).filter(user=user, revoked_at=None).order_by("pk"))
        count = end(Grant.objects.filter(user=user), reason)
        if count:
            audit.record("grant.ended", act, user=user, reason=str(reason), grants=count)
    return count
