"""Errors of a resource API: a problem document (RFC 9457) and, for 401 and 403, the challenge of RFC 6750 §3."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import PermissionDenied as DjangoPermissionDenied
from django.core.exceptions import TooManyFieldsSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.utils import translation
from rest_framework import exceptions

from hub_oauth import error_uris, resources
from hub_oauth.api.answers import answered
from hub_oauth.errors import Refusal
from hub_oauth.problems import Problem
from hub_oauth.protocol import bearer
from hub_oauth.references import reference_of

PROBLEM: Final = "application/problem+json"
LANGUAGE: Final = "en"
CHALLENGED: Final = (400, 401, 403)  # RFC 6750 §3


class RefusedByBearer(exceptions.APIException):
    """A Refusal on its way through REST framework."""

    def __init__(
        self,
        refusal: Refusal,
        *,
        required: tuple[str, ...] = (),
        granted: tuple[str, ...] = (),
        authorize: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(refusal.description, refusal.error)
        self.refusal, self.required, self.granted, self.authorize = refusal, required, granted, authorize
        self.status_code = refusal.status


class RefusedByProblem(exceptions.APIException):
    """A Problem on the same way."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.description, problem.code)
        self.status_code = problem.status


def challenge(refusal: Refusal | None, scope: str = "", resource: str | None = None) -> str:
    """The ``WWW-Authenticate`` value; where to find the authorization server stands in it (RFC 9728 §5.1)."""
    explained = error_uris.of(refusal) if refusal is not None else {}
    metadata = resources.metadata_url(resource)
    return bearer.challenge(resource_metadata=metadata, refusal=refusal, scope=scope, **explained)


def handle(exc: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler for ResourceView; None for what is a defect."""
    with translation.override(LANGUAGE):
        refused = translated(exc)
    if refused is None:
        return None
    response = answered(body_of(refused, context), status=refused.status_code, content_type=PROBLEM)
    response["Content-Language"] = LANGUAGE  # else a site of several languages puts there what the caller prefers
    if isinstance(refused, RefusedByBearer) and refused.status_code in CHALLENGED:
        response["WWW-Authenticate"] = challenge_of(refused, context["view"])
    if wait := getattr(refused, "wait", None):
        response["Retry-After"] = str(int(wait) + 1)
    return response


def challenge_of(refused: RefusedByBearer, view: Any) -> str:
    """What a token must be able to do here, and no more (RFC 6750 §3): clients ask for the scopes they read in it."""
    needed = refused.required or (view.scopes_for(view.request.method or "") if refused.status_code == 401 else ())
    asked_for = next((one.resource for one in view.get_authenticators() if hasattr(one, "resource")), None)
    return challenge(refused.refusal, " ".join(needed), asked_for)


def translated(exc: Exception) -> exceptions.APIException | None:
    """Every expected exception as one of REST framework's."""
    match exc:
        case exceptions.NotAuthenticated():
            return RefusedByBearer(Refusal("token_missing"))
        case exceptions.APIException():
            return exc
        case Problem() | Refusal():
            return of_ours(exc)
        case TooManyFieldsSent():
            return RefusedByBearer(Refusal("too_many_parameters"))
        case OperationalError() | InterfaceError():
            return Unavailable()
    return of_django(exc)


def of_ours(exc: Problem | Refusal) -> exceptions.APIException:
    if isinstance(exc, Problem):
        return RefusedByProblem(exc)
    if exc.cause == "throttled":
        return exceptions.Throttled(wait=float(str(exc.values["seconds"])))
    return RefusedByBearer(exc)


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
    code = code_of(exc)
    body: dict[str, Any] = {
        "type": error_uris.type_of(exc.refusal.cause if isinstance(exc, RefusedByBearer) else code),
        "status": exc.status_code,
        "code": code,
        "detail": exc.detail,
        "reference": reference_of(context["view"].http_request),
    }
    if isinstance(exc, RefusedByBearer):
        body["code"] = body["code"] or "token_missing"
        if exc.required:
            body |= {"required_scopes": list(exc.required), "granted_scopes": list(exc.granted)}
        if exc.authorize:
            body["authorize_parameters"] = dict(exc.authorize)
    return body


def code_of(exc: exceptions.APIException) -> str:
    codes = exc.get_codes()
    return codes if isinstance(codes, str) else "invalid_request"
