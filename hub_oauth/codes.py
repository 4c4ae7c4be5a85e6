"""Authorization codes: redeemed once (RFC 6749 §4.1.3, RFC 7636 §4.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.db.models import F

from hub_oauth import audit, grants, signals, throttles
from hub_oauth.audit import Act
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.grants import Standing
from hub_oauth.models import Grant
from hub_oauth.models.grants import WRONG_VERIFIERS_ALLOWED
from hub_oauth.protocol import pkce, tokens
from hub_oauth.token_pairs import PAIR, TokenPair, change_of_grant, new_pair


@dataclass(frozen=True, slots=True)
class Redemption:
    """What a token request brings for a code. redirect_uri, resource: None where not sent."""

    code: str
    verifier: str
    redirect_uri: str | None = None
    resource: str | None = None


def redeem(client: Application, redemption: Redemption, *, act: Act) -> TokenPair:
    """Spend a code for an authenticated client; one transaction, committed before anything is answered.

    Raises Refusal. A second valid redemption, however late, ends the grant; an invalid one changes nothing but a
    counter, or it would be a way to log people out (OAuth 2.1 §7.5.2).
    """
    with transaction.atomic(durable=True):
        # A refusal that ends or counts something is carried out of the block before it is raised, to be committed.
        answer = answer_to(client, redemption, act)
    if isinstance(answer, Refusal):
        raise answer
    return answer


def answer_to(client: Application, redemption: Redemption, act: Act) -> TokenPair | Refusal:
    grant = grants.lock(code_digest=tokens.digest(redemption.code))
    if grant is None or grant.application_id != client.pk:
        raise Refusal("code_unknown")
    throttles.hit("token.user", client.pk, grant.user_id)
    if redemption.redirect_uri not in (None, grant.redirect_uri):
        raise Refusal("code_redirect_uri")
    if not grants.is_for(grant, redemption.resource):
        raise Refusal("resource_unknown")
    if not pkce.matches(redemption.verifier, grant.code_challenge):
        return count_wrong_verifier(grant, act)
    # Only now is the redemption valid in itself, and a second one proof that the code was seen by somebody else.
    standing = grants.standing_of(grant)
    return end_replayed(grant, standing, act) if grant.spent_at else spend(grant, standing, act)


SPEND: Final = change_of_grant("spent_at", *PAIR)


def spend(grant: Grant, standing: Standing, act: Act) -> TokenPair:
    if grant.ended_at is not None:
        raise Refusal("code_unknown")
    if standing.now >= grant.code_expires_at:
        raise Refusal("code_expired", seconds=int(conf.code_lifetime.total_seconds()))
    scopes = grants.usable_scopes(standing, grant.scope_names)
    made = new_pair(grant, standing, scopes, handle=None)
    parties = {"user": standing.user, "client": standing.application}
    event = audit.columns_of("token.issued", act, **parties, grant=grant.pk, scope=made.pair.scope)
    SPEND.execute({"id": grant.pk, "spent_at": standing.now, **made.columns}, event)
    return made.pair


def end_replayed(grant: Grant, standing: Standing, act: Act) -> Refusal:
    """RFC 6749 §4.1.2: a code used twice revokes every token issued from it."""
    if grant.ended_at is None and grant.spent_at is not None:
        grants.end(Grant.objects.filter(pk=grant.pk), Grant.End.REPLAY)
        apart = int((standing.now - grant.spent_at).total_seconds() * 1000)
        audit.record(
            "token.replay_detected",
            act,
            user=standing.user,
            client=standing.application,
            refused=True,
            reason=f"redeemed twice, {apart} ms apart",
            grant=grant.pk,
        )
        signals.announce(signals.token_reuse_detected, user=standing.user, client=standing.application, grant=grant)
    return Refusal("code_spent")


def count_wrong_verifier(grant: Grant, act: Act) -> Refusal:
    """Five wrong verifiers burn an unspent code; a spent one has nothing left to guess."""
    if grant.spent_at is None and grant.ended_at is None:
        row = Grant.objects.filter(pk=grant.pk)
        if grant.wrong_verifiers + 1 < WRONG_VERIFIERS_ALLOWED:
            row.update(wrong_verifiers=F("wrong_verifiers") + 1)
        else:
            burn(grant, act)
    return Refusal("verifier_wrong")


def burn(grant: Grant, act: Act) -> None:
    standing = grants.standing_of(grant)
    Grant.objects.filter(pk=grant.pk).update(
        wrong_verifiers=WRONG_VERIFIERS_ALLOWED, ended_at=standing.now, end_reason=Grant.End.VERIFIERS
    )
    audit.record(
        "grant.ended", act, user=standing.user, client=standing.application, reason="verifiers", grant=grant.pk
    )
