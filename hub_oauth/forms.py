"""The consent form: one signed value, the decision, and choices among what that value says was offered."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.core import signing
from django.http import HttpRequest

from hub_oauth.authorization_requests import PARAMETERS, AuthorizationRequest
from hub_oauth.consent_ends import End, Offered
from hub_oauth.consents import Stood
from hub_oauth.errors import Refusal
from hub_oauth.people import Person
from hub_oauth.slots import Choice, Chosen

SALT: Final = "hub_oauth.consent"
DECISION: Final = Choice(("allow", "deny"))
# Names that belong into the signed value; a form that carries one beside it was not made by us.
FORBIDDEN: Final = frozenset(PARAMETERS) - {"scope"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person answered to which request.

    scopes: those asked for without the optional ones unticked; end: of the consent; chosen: in the fields of slots;
    stood: the consent that there was when the page was drawn.
    """

    user: Person
    asked: AuthorizationRequest
    allowed: bool
    scopes: tuple[str, ...]
    end: End
    chosen: Chosen
    stood: Stood


def sign(
    asked: AuthorizationRequest,
    request: HttpRequest,
    *,
    optional: Choice,
    ends: Offered,
    fields: Mapping[str, Choice],
    stood: Stood,
) -> str:
    """The validated request and what the page offers, as one value that only this session and person can send back.

    How long it is good stands in the request and is decided by the database's clock, where it is checked again.
    """
    offered = {name: choice.to_dict() for name, choice in {"scope": optional, **fields}.items()}
    shown = {"request": asked.to_dict(), "ends": ends, "offered": offered, "stood": stood.to_dict()}
    return signing.Signer(salt=SALT).sign_object({**shown, "bound_to": binding(request)})


def read(request: HttpRequest) -> Answer:
    """The person's answer to what was shown; Refusal for a form that is old, somebody else's, or altered."""
    if not request.user.is_authenticated:
        raise Refusal("form_expired")
    shown = unsign(one(request, "request"), request)
    if FORBIDDEN & set(request.POST):
        raise Refusal("form_tampered")
    [decision] = chosen(request, "decision", DECISION)
    [end] = chosen(request, "ends", Choice(shown["ends"]))
    offered = {name: Choice(**choice) for name, choice in shown["offered"].items()}
    made = {name: chosen(request, name, choice) for name, choice in offered.items()}
    asked = AuthorizationRequest.from_dict(shown["request"])
    unticked = set(offered["scope"].values) - set(made.pop("scope"))
    scopes = tuple(scope for scope in asked.scopes if scope not in unticked)
    # Allowing nothing is cancelling: a code for no scope would only fail later (RFC 6749 §3.3).
    allowed = decision == "allow" and scopes != ()
    stood = Stood.from_dict(shown.get("stood", {}))
    return Answer(request.user, asked, allowed, scopes, shown["ends"][end], made, stood)


def unsign(value: str, request: HttpRequest) -> dict[str, Any]:
    try:
        shown: dict[str, Any] = signing.Signer(salt=SALT).unsign_object(value)
    except signing.BadSignature:
        raise Refusal("form_tampered") from None
    if shown["bound_to"] != binding(request):
        raise Refusal("form_expired")
    return shown


def chosen(request: HttpRequest, name: str, choice: Choice) -> tuple[str, ...]:
    """What came back in a field; Refusal for anything that was not offered, and for none or two where one is due."""
    values = tuple(request.POST.getlist(name)) if choice.many else (one(request, name),)
    if not set(values) <= set(choice.values):
        raise Refusal("form_tampered")
    return values


def one(request: HttpRequest, name: str) -> str:
    values = request.POST.getlist(name)
    if len(values) != 1:
        raise Refusal("form_tampered")
    return str(values[0])


def binding(request: HttpRequest) -> str:
    """Session and person as one digest: the session key itself must not stand in a page."""
    key = f"{request.session.session_key}:{request.user.pk}"
    return hashlib.sha256(key.encode()).hexdigest()
