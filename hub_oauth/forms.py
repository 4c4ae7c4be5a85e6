"""The consent form: one signed value, the decision, the optional scopes left ticked; nothing else is read."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest

from hub_oauth.authorization_requests import PARAMETERS, AuthorizationRequest
from hub_oauth.errors import Refusal
from hub_oauth.people import Person

SALT: Final = "hub_oauth.consent"
DECISIONS: Final = ("allow", "deny")
# Names that belong into the signed value; a form that carries one beside it was not made by us.
FORBIDDEN: Final = frozenset(PARAMETERS) - {"scope"}
DENIED: Final = "hub_denied"  # in the session, to which a form is bound anyway
DENIED_KEPT: Final = 20


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answered to which request. scopes: those asked for without the optional ones unticked."""

    user: Person
    asked: AuthorizationRequest
    allowed: bool
    scopes: tuple[str, ...]


def sign(asked: AuthorizationRequest, optional: Collection[str], request: HttpRequest) -> str:
    """The validated request as one value that only this session and person can send back.

    How long it is good stands in the request and is decided by the database's clock, where it is checked again.
    """
    shown = {"request": asked.to_dict(), "optional": sorted(optional), "bound_to": binding(request)}
    return signing.Signer(salt=SALT).sign_object(shown)


def read(request: HttpRequest) -> Answer:
    """The person's answer to what was shown; Refusal for a form that is old, somebody else's, or altered."""
    if not request.user.is_authenticated:
        raise Refusal("form_expired")
    shown = unsign(one(request, "request"), request)
    decision, ticked = one(request, "decision"), set(request.POST.getlist("scope"))
    if decision not in DECISIONS or FORBIDDEN & set(request.POST) or not ticked <= set(shown["optional"]):
        raise Refusal("form_tampered")
    asked = AuthorizationRequest.from_dict(shown["request"])
    if asked.request_id in request.session.get(DENIED, ()):
        raise Refusal("form_answered")
    unticked = set(shown["optional"]) - ticked
    scopes = tuple(scope for scope in asked.scopes if scope not in unticked)
    # Allowing nothing is cancelling: a code for no scope would only fail later (RFC 6749 §3.3).
    return Answer(request.user, asked, decision == "allow" and scopes != (), scopes)


def unsign(value: str, request: HttpRequest) -> dict[str, Any]:
    try:
        shown: dict[str, Any] = signing.Signer(salt=SALT).unsign_object(value)
    except signing.BadSignature:
        raise Refusal("form_tampered") from None
    if shown["bound_to"] != binding(request):
        raise Refusal("form_expired")
    return shown


def remember_denied(request: HttpRequest, asked: AuthorizationRequest) -> None:
    """The first answer counts: Cancel leaves no grant whose unique request id would refuse a second one."""
    request.session[DENIED] = [*request.session.get(DENIED, ()), asked.request_id][-DENIED_KEPT:]


def one(request: HttpRequest, name: str) -> str:
    values = request.POST.getlist(name)
    if len(values) != 1:
        raise Refusal("form_tampered")
    return str(values[0])


def binding(request: HttpRequest) -> str:
    """Session and person as one digest: the session key itself must not stand in a page."""
    key = f"{request.session.session_key}:{request.user.pk}"
    return hashlib.sha256(key.encode()).hexdigest()
