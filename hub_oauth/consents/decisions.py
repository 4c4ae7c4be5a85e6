"""What follows from what the person decided: Allow, Cancel, and later a code without a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hub_oauth import answers, audit, consent_ends, grants, signals, slots
from hub_oauth.audit import Act
from hub_oauth.authorization_requests import AuthorizationRequest, check_again, client_as_asked
from hub_oauth.client_documents import registry as client_documents
from hub_oauth.client_documents.document import ClientDocument
from hub_oauth.consent_ends import End
from hub_oauth.consents.locks import Asked, lock, read
from hub_oauth.consents.skip_rule import may_skip
from hub_oauth.consents.stood import NONE, Stood
from hub_oauth.consents.widening import unless_expired, widen
from hub_oauth.errors import Refusal
from hub_oauth.models import Consent
from hub_oauth.people import Person
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.slots import Chosen


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person decided. end: of the consent from now on; chosen: in the fields that slots offered.

    stood: the consent that there was when the person was asked.
    """

    scopes: tuple[str, ...]
    end: End = None
    chosen: Chosen = field(default_factory=dict)
    stood: Stood = NONE


def allow(user: Person, request: AuthorizationRequest, decision: Decision, *, act: Act) -> str:
    """The person pressed Allow: write or widen the consent and return a code; a durable transaction of its own.

    Raises Refusal: ``form_answered`` where this request was answered before, ``form_expired`` where another consent
    stands by now than the person was told of, or what check_again and policy find.
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
    if not decision.stood.holds(consent, asked=request.scopes, allowed=decision.scopes):
        raise Refusal("form_expired")
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
    told = audit.columns_of(event, act, **parties, scope=scope_lists.join(scopes), **details)
    code = grants.issue_code(request, consent, scopes, **parties, now=asked.now, event=told)
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
