"""Refresh tokens: rotated at every use (RFC 9700 §4.14.2), with room for an answer that got lost (DESIGN §4)."""

from __future__ import annotations

import enum
import json
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction

from hub_oauth import audit, grants, signals, throttles
from hub_oauth.audit import Act
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.grants import Standing
from hub_oauth.models import Grant
from hub_oauth.protocol import sealing, tokens
from hub_oauth.protocol.tokens import RefreshToken
from hub_oauth.token_pairs import PAIR, TokenPair, change_of_grant, new_pair


class Use(enum.Enum):
    """What presenting a secret means, by DESIGN §4's four rules."""

    CURRENT = 1
    RETRY = 2
    REPLACE_UNUSED = 3
    REUSE = 4


@dataclass(frozen=True, slots=True)
class Attempt:
    """A refresh token presented for a locked grant. named: the scopes the request names, if any."""

    grant: Grant
    standing: Standing
    token: RefreshToken
    named: tuple[str, ...]
    resource: str | None
    act: Act

    @property
    def asked(self) -> tuple[str, ...]:
        """The scopes wanted; all of the grant's where none is named (RFC 6749 §6)."""
        return self.named or self.grant.scope_names

    def event(self, name: str, **details: Any) -> dict[str, Any]:
        """The audit row for what came of it."""
        parties = {"user": self.standing.user, "client": self.standing.application}
        return audit.columns_of(name, self.act, **parties, grant=self.grant.pk, **details)

    def record(self, name: str, **details: Any) -> None:
        audit.EVENT.execute(**self.event(name, **details))

    def associated(self, generation: int) -> bytes:
        """What a sealed answer is bound to: it opens for this grant, generation and client only."""
        return f"{self.grant.pk}:{generation}:{self.standing.application.client_id}".encode()


def rotate(
    client: Application, *, token: str, scopes: tuple[str, ...], act: Act, resource: str | None = None
) -> TokenPair:
    """Answer a refresh for an authenticated client; one transaction, committed before anything is answered.

    scopes: what the request names, empty for all of the grant (RFC 6749 §6). Raises Refusal.
    """
    presented = tokens.parse_refresh_token(token)
    if presented is None:
        raise Refusal("refresh_unknown")
    with transaction.atomic(durable=True):
        # A refusal that ends the grant has something to commit: it is carried out of the block before it is raised.
        grant = grants.lock(refresh_handle=tokens.digest(presented.handle))
        if grant is None or grant.application_id != client.pk:
            raise Refusal("refresh_unknown")
        throttles.hit("token.user", client.pk, grant.user_id)
        answer = answer_to(Attempt(grant, grants.standing_of(grant), presented, scopes, resource, act))
    if isinstance(answer, Refusal):
        raise answer
    return answer


def answer_to(attempt: Attempt) -> TokenPair | Refusal:
    # Before anything is said about the secret: a request refused here changes nothing, retry window or not.
    scopes = usable_scopes(attempt)
    match use_of(attempt):
        case Use.CURRENT:
            return advance(attempt, scopes)
        case Use.RETRY:
            return repeat(attempt) or end_reused(attempt)
        case Use.REPLACE_UNUSED:
            return replace(attempt, scopes)
        case Use.REUSE:
            return end_reused(attempt)


def usable_scopes(attempt: Attempt) -> tuple[str, ...]:
    """The scopes of the next access token; Refusal where the grant is over or was never that wide."""
    grant, standing = attempt.grant, attempt.standing
    if grant.ended_at is not None or standing.now >= grant.idle_expires_at:
        raise Refusal("refresh_unknown")
    if not set(attempt.asked) <= set(grant.scope_names):
        raise Refusal("scope_too_wide")
    if not grants.is_for(grant, attempt.resource):
        raise Refusal("resource_unknown")
    return grants.usable_scopes(standing, attempt.asked)


def use_of(attempt: Attempt) -> Use:
    grant, profile, presented = attempt.grant, attempt.standing.profile, tokens.digest(attempt.token.secret)
    if tokens.equal(presented, bytes(grant.refresh_digest or b"")):
        return Use.CURRENT
    if grant.rotated_at is None or not tokens.equal(presented, bytes(grant.previous_refresh_digest or b"")):
        return Use.REUSE
    since = attempt.standing.now - grant.rotated_at
    if profile.retry_identical and grant.sealed_retry and since <= conf.retry_window:
        return Use.RETRY
    # Its refresh token was never used, or there would be another predecessor; so the access token's mark decides.
    unused = grant.access_first_used_at is None and since <= conf.retry_unused_lifetime
    return Use.REPLACE_UNUSED if profile.retry_unused and unused else Use.REUSE


ROTATE: Final = change_of_grant(*PAIR, "previous_refresh_digest", "generation", "rotated_at", "sealed_retry")


def advance(attempt: Attempt, scopes: tuple[str, ...]) -> TokenPair:
    """Rule 1: both tokens are replaced, the old access token dies now, the answer is kept sealed for a retry."""
    grant, generation = attempt.grant, attempt.grant.generation + 1
    made = new_pair(grant, attempt.standing, scopes, handle=attempt.token.handle)
    kept = json.dumps({"asked": sorted(attempt.asked), "pair": made.pair.to_dict()}).encode()
    changes = {
        "id": grant.pk,
        **made.columns,
        "previous_refresh_digest": grant.refresh_digest,
        "generation": generation,
        "rotated_at": attempt.standing.now,
        "sealed_retry": sealing.seal(attempt.token.encode(), kept, associated=attempt.associated(generation)),
    }
    ROTATE.execute(changes, attempt.event("token.refreshed", scope=made.pair.scope))
    return made.pair


def repeat(attempt: Attempt) -> TokenPair | None:
    """Rule 2: the identical pair again, nothing written; None where other scopes are asked for."""
    sealed, bound = bytes(attempt.grant.sealed_retry or b""), attempt.associated(attempt.grant.generation)
    try:
        kept: dict[str, Any] = json.loads(sealing.unseal(attempt.token.encode(), sealed, associated=bound))
    except ValueError:  # altered in the database, or moved there from another row
        return None
    # A scope taken back meanwhile is asked for by neither, and no longer stands in the answer.
    still = set(kept["asked"]) & set(attempt.grant.scope_names)
    return TokenPair(**{**kept["pair"], "scope": attempt.grant.access_scopes}) if still == set(attempt.asked) else None


def replace(attempt: Attempt, scopes: tuple[str, ...]) -> TokenPair:
    """Rule 3: a successor that nobody used gives way; predecessor and window stay, so the window is not renewed."""
    made = new_pair(attempt.grant, attempt.standing, scopes, handle=attempt.token.handle)
    Grant.objects.filter(pk=attempt.grant.pk).update(**made.columns, sealed_retry=None)
    attempt.record("token.refreshed", scope=made.pair.scope, replaced_unused=True)
    return made.pair


def end_reused(attempt: Attempt) -> Refusal:
    """Rule 4: two parties hold this grant's tokens, so nobody keeps them (RFC 9700 §4.14.2)."""
    grants.end(Grant.objects.filter(pk=attempt.grant.pk), Grant.End.REUSE)
    attempt.record("token.reuse_detected", refused=True, generation=attempt.grant.generation)
    parties = {"user": attempt.standing.user, "client": attempt.standing.application}
    signals.announce(signals.token_reuse_detected, **parties, grant=attempt.grant)
    return Refusal("refresh_reused")
