"""What a request that is refused said of itself, for diagnosis. Nothing of it is checked, so nothing may rest on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpRequest

from hub_oauth import forms
from hub_oauth.protocol.parameters import Parameters, decode
from hub_oauth.views.queries import query_of


@dataclass(frozen=True, slots=True)
class Received:
    """Decoded as far as it can be; empty where it was absent or can't be read."""

    client_id: str = ""
    redirect_uri: str = ""


def received(request: HttpRequest) -> Received:
    """What an authorization request names: in its query, or in the signed value of the form that answers it."""
    return of_form(request) if request.method == "POST" else of_query(request)


def of_query(request: HttpRequest) -> Received:
    parameters = Parameters.parse(query_of(request), ("client_id", "redirect_uri"))
    return Received(first(parameters, "client_id"), first(parameters, "redirect_uri"))


def first(parameters: Parameters, name: str) -> str:
    return next((decode(value) or "" for value in parameters.received[name]), "")


def of_form(request: HttpRequest) -> Received:
    """Of any age: a page that is out of date still knows for which app it was made."""
    try:
        shown: dict[str, Any] = signing.Signer(salt=forms.SALT).unsign_object(request.POST.get("request", ""))
    except (signing.BadSignature, BadRequest, SuspiciousOperation, OSError):
        return Received()
    asked = shown.get("request", {})
    return Received(asked.get("client_id", ""), asked.get("redirect_uri", ""))
