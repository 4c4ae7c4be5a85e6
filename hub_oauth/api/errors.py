"""Errors of a resource API: a problem document (RFC 9457) and, for 401 and 403, the challenge of RFC 6750 §3."""

from __future__ import annotations

from typing import Any, Final

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.response import Response

from hub_oauth import error_uris
from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.protocol import bearer
from hub_oauth.references import reference_of

PROBLEM: Final = "application/problem+json"
CHALLENGED: Final = (400, 401, 403)  # RFC 6750 §3


class RefusedByBearer(exceptions.APIException):
    """A Refusal on its way through REST framework."""

    def __init__(self, refusal: Refusal, *, required: tuple[str, ...] = (), granted: tuple[str, ...] = ()) -> None:
        super().__init__(refusal.description, refusal.error)
        self.refusal, self.required, self.granted = refusal, required, granted
        self.status_code = refusal.status


def challenge(refusal: Refusal | None, scope: str = "") -> str:
    """The ``WWW-Authenticate`` value; where to find the authorization server stands in it (RFC 9728 §5.1)."""
    metadata = conf.issuer + reverse("hub_oauth:protected_resource")
    explained = error_uris.of(refusal) if refusal is not None else {}
    return bearer.challenge(resource_metadata=metadata, refusal=refusal, scope=scope, **explained)


def handle(exc: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler for ResourceView; None for what is a defect."""
    refused = translated(exc)
    if refused is None:
        return None
    response = Response(body_of(refused, context), status=refused.status_code, content_type=PROBLEM)
    if isinstance(refused, RefusedByBearer) and refused.status_code in CHALLENGED:
        response["WWW-Authenticate"] = challenge(refused.refusal, " ".join(refused.required))
    if wait := getattr(refused, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    return response


def translated(exc: Exception) -> exceptions.APIException | None:
    """Every expected exception as one of REST framework's."""
    match exc:
        case exceptions.NotAuthenticated():
            return RefusedByBearer(Refusal("token_missing"))
        case exceptions.APIException():
            return exc
        case TooManyFieldsSent():
            return RefusedByBearer(Refusal("too_many_parameters"))
        case OperationalError() | InterfaceError():
            return Unavailable()
    return of_django(exc)


def of_django(exc: Exception) -> exceptions.APIException | None:
    """Those that a view may raise as if it were any view of Django's."""
    match exc:
        case Http404():
            return exceptions.NotFound()
        case DjangoPermissionDenied():
            return exceptions.PermissionDenied()
    return None


class Unavailable(exceptions.APIException):
    """The database does not answer: fail closed, and say when to come back."""

    status_code = 503
    default_detail = "The Hub cannot answer now; try again soon."
    default_code = "temporarily_unavailable"
    wait = 4


def body_of(exc: exceptions.APIException, context: dict[str, Any]) -> dict[str, Any]:
    """``code`` is stable and for programs, ``detail`` for their authors, ``reference`` for the Hub's administrator."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "status": exc.status_code,
        "code": exc.get_codes() if isinstance(exc.get_codes(), str) else "invalid_request",
        "detail": exc.detail,
        "reference": reference_of(context["view"].http_request),
    }
    if isinstance(exc, RefusedByBearer):
        body["code"] = body["code"] or "token_missing"
        if exc.required:
            body |= {"required_scopes": list(exc.required), "granted_scopes": list(exc.granted)}
    return body
