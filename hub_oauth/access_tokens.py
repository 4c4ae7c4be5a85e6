"""Access tokens at a resource: one query says whether a token is good and for what (RFC 6750, DESIGN §5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db.models import Q
from django.db.models.functions import Coalesce, Now

from hub_oauth.compiled_queries import CompiledSelect, parameter
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.models import Consent, Grant
from hub_oauth.people import Person, columns_of_person
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.protocol import tokens

USED_MARK_EVERY: Final = timedelta(hours=1)

# The columns that a resource, or whoever asks about a token, has a use for.
OF_GRANT: Final = (
    "resource",
    "scopes",
    "access_digest",
    "access_scopes",
    "access_expires_at",
    "access_first_used_at",
    "refresh_digest",
    "idle_expires_at",
    "user",
    "consent",
    "application",
)
OF_CONSENT: Final = ("consent__scopes",)
OF_CLIENT: Final = (
    "application__client_id",
    "application__name",
    "application__allowed_origins",
    "application__hub_profile__application",
    "application__hub_profile__allowed_scopes",
)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who a good token speaks for. scopes: those of the token that consent and client still allow."""

    grant: Grant
    user: Person
    client: Application
    scopes: frozenset[str]

    @property
    def consent_id(self) -> int:
        return int(self.grant.consent_id)


def verify(raw: str, *, resource: str | None = None) -> Bearer | None:
    """The bearer behind a token presented at a resource, or None. One query, and one more at its first use.

    resource: the resource's identifier (RFC 8707), None for the Hub's own API.
    """
    bearer = look_up(raw)
    if bearer is None or not accepted_at(bearer.grant, resource or conf.issuer) or not mark_used(bearer):
        return None
    return bearer


def look_up(raw: str) -> Bearer | None:
    """The same without counting as a use, whatever the resource: for introspection. One query."""
    if not raw.startswith("hub_at_"):
        return None
    grant = BY_ACCESS_TOKEN.first(access_digest=tokens.digest(raw))
    return None if grant is None else of_grant(grant, scope_lists.split(grant.access_scopes))


def of_grant(grant: Grant, token_scopes: tuple[str, ...]) -> Bearer:
    consent, profile = grant.consent, grant.application.hub_profile
    scopes = frozenset(token_scopes) & frozenset(consent.scope_names) & frozenset(profile.scopes_allowed)
    return Bearer(grant, grant.user, grant.application, scopes)


def as_committed(bearer: Bearer, **more: Any) -> Bearer | None:
    """The same bearer as it stands now, for a transaction that waited for a lock; None where it fell meanwhile.

    more: annotations of its grant, so that what else a decision needs comes from the same moment. One query.
    """
    key = {"pk": bearer.grant.pk, "access_digest": bearer.grant.access_digest, "access_expires_at__gt": Now()}
    grant = live_grants(**key).annotate(**more).first()
    return None if grant is None else of_grant(grant, scope_lists.split(grant.access_scopes))


def refreshable(handle: bytes) -> Grant | None:
    """The live grant of a refresh token's handle; for introspection. One query."""
    return BY_REFRESH_HANDLE.first(refresh_handle=handle)


def live_grants(**key: Any) -> Any:
    """Grants on which everything still stands: consent, client and person as they are at this moment."""
    return (
        Grant.objects.filter(
            Q(consent__ends_at=None) | Q(consent__ends_at__gt=Now()),
            ended_at=None,
            consent__revoked_at=None,
            application__hub_profile__enabled=True,
            user__is_active=True,
            **key,
        )
        .select_related("user", "consent", "application__hub_profile")
        .only(*OF_GRANT, *OF_CONSENT, *OF_CLIENT, *columns_of_person("user"))
        .annotate(consent_is_stale=stale("consent__last_used_at"))
    )


def by_access_token() -> Any:
    return live_grants(access_digest=parameter(Grant, "access_digest"), access_expires_at__gt=Now())


def by_refresh_handle() -> Any:
    return live_grants(refresh_handle=parameter(Grant, "refresh_handle"), idle_expires_at__gt=Now())


BY_ACCESS_TOKEN: Final[CompiledSelect[Grant]] = CompiledSelect(by_access_token)
BY_REFRESH_HANDLE: Final[CompiledSelect[Grant]] = CompiledSelect(by_refresh_handle)


def stale(field: str) -> Any:
    """Whether a last-used mark is due: they are kept to the hour."""
    return Q(**{field: None}) | Q(**{f"{field}__lt": Now() - USED_MARK_EVERY})


def accepted_at(grant: Grant, resource: str) -> bool:
    """A token asked for one resource is good there only (RFC 8707 §2); one asked for none, wherever its scopes are."""
    return grant.resource in ("", resource)


def mark_used(bearer: Bearer) -> bool:
    """Mark the first use of a token and the last use of its consent; False where the token was replaced meanwhile.

    The mark decides, with the row, whether a lost refresh answer may still be replaced (DESIGN §4, rule 3).
    """
    grant = bearer.grant
    if grant.consent_is_stale:  # type: ignore[attr-defined]  # annotated by live_grants
        Consent.objects.filter(pk=grant.consent_id).update(last_used_at=Now())
    if grant.access_first_used_at is not None:
        return True
    return bool(
        Grant.objects.filter(pk=grant.pk, access_digest=grant.access_digest, ended_at=None).update(
            access_first_used_at=Coalesce("access_first_used_at", Now())
        )
    )
