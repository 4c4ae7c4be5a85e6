"""What token, revocation and introspection have in common: a form in, JSON out (RFC 6749 §3.2, §5)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from hub_oauth import cors
from hub_oauth.client_authentication import authenticate
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol.bearer import basic_challenge
from hub_oauth.protocol.parameters import Parameters

FORM: Final = "application/x-www-form-urlencoded"
BODY_LIMIT: Final = 64 * 1024
METHODS: Final = "POST, OPTIONS"
CREDENTIALS: Final = ("client_id", "client_secret")


# A host's ATOMIC_REQUESTS would undo a revocation that comes with a refusal, so each verb opens its own transaction;
# its LoginRequiredMiddleware would send the client to the sign-in page.
@method_decorator([csrf_exempt, login_not_required, transaction.non_atomic_requests], name="dispatch")
class Endpoint(View, ABC):
    """Subclasses name their parameters and answer an authenticated client with the body of a 200."""

    parameters: ClassVar[tuple[str, ...]]

    @abstractmethod
    def answer(self, request: HttpRequest, client: Application, parameters: Parameters) -> Mapping[str, Any]:
        """The JSON body for this client; raises Refusal."""

    def check(self, parameters: Parameters) -> None:
        """What can be refused before the client is looked up; raises Refusal."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if cors.is_preflight(request):
            return cors.preflight(request, METHODS)
        self.client: Application | None = None
        try:
            response = json(self.respond(request))
        except Refusal as refusal:
            response = refused(refusal)
        except (OperationalError, InterfaceError):
            # Fails closed: nothing was committed, so nothing is answered but "later".
            return refused(Refusal("temporarily_unavailable"))
        cors.share(request, response, client=self.client)
        return response

    def respond(self, request: HttpRequest) -> Mapping[str, Any]:
        if request.method != "POST":
            raise Refusal("method_not_allowed", allowed=METHODS)
        parameters = read_form(request, (*CREDENTIALS, *self.parameters))
        self.check(parameters)
        self.client = authenticate(request.headers.get("Authorization"), parameters)
        return self.answer(request, self.client, parameters)


def read_form(request: HttpRequest, known: tuple[str, ...]) -> Parameters:
    """The known parameters of the body, every one readable and given once; Refusal otherwise."""
    refuse_query(request, known)
    if not is_form(request):
        raise Refusal("content_type")
    parameters = Parameters.parse(read_body(request), known)
    parameters.check_all()
    return parameters


def is_form(request: HttpRequest) -> bool:
    """Whether the body says that it is a form, and in UTF-8 if it says in what (RFC 6749 appendix B)."""
    charset = (request.content_params or {}).get("charset", "utf-8")
    return request.content_type == FORM and charset.lower() in ("utf-8", "utf8")


def refuse_query(request: HttpRequest, known: tuple[str, ...]) -> None:
    """RFC 6749 §2.3.1, RFC 9700 §4.3: what is secret must not stand in a URL, where logs keep it."""
    in_url = Parameters.parse(request.META.get("QUERY_STRING", "").encode("utf-8", "replace"), known)
    for name in known:
        if in_url.has(name):
            raise Refusal("query_not_allowed", name=name)


def read_body(request: HttpRequest) -> bytes:
    try:
        # Before it is read, and after it: a body that comes in chunks announces no length.
        if int(request.META.get("CONTENT_LENGTH") or 0) > BODY_LIMIT or len(request.body) > BODY_LIMIT:
            raise Refusal("body_too_large", limit=BODY_LIMIT)
    except RequestDataTooBig:
        raise Refusal("body_too_large", limit=BODY_LIMIT) from None
    except (UnreadablePostError, ValueError):  # ValueError: the length is no number
        raise Refusal("body_unreadable") from None
    return request.body


def json(body: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """RFC 6749 §5.1: never stored by anybody on the way."""
    return JsonResponse(dict(body), status=status, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def refused(refusal: Refusal) -> HttpResponse:
    """RFC 6749 §5.2."""
    response = json({"error": refusal.error, "error_description": refusal.description}, refusal.status)
    if refusal.status == 401:
        response["WWW-Authenticate"] = basic_challenge()
    if refusal.status == 405:
        response["Allow"] = METHODS
    if refusal.status == 503:
        response["Retry-After"] = "5"
    return response
