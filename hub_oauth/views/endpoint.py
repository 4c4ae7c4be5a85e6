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

from hub_oauth import cors, error_uris, request_failures, throttles, transport
from hub_oauth.audit import Act
from hub_oauth.client_authentication import authenticate
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol import client_credentials
from hub_oauth.protocol.bearer import basic_challenge
from hub_oauth.protocol.parameters import Parameters
from hub_oauth.views.acts import act_of

FORM: Final = "application/x-www-form-urlencoded"
METHODS: Final = "POST, OPTIONS"
CREDENTIALS: Final = ("client_id", "client_secret")


# A host's ATOMIC_REQUESTS would undo a revocation that comes with a refusal, so each verb opens its own transaction;
# its LoginRequiredMiddleware would send the client to the sign-in page.
@method_decorator([csrf_exempt, login_not_required, transaction.non_atomic_requests], name="dispatch")
class Endpoint(View, ABC):
    """Subclasses name themselves, their parameters and answer an authenticated client with the body of a 200."""

    name: ClassVar[str]
    parameters: ClassVar[tuple[str, ...]]
    throttle: ClassVar[str | None] = None  # a key of conf.THROTTLES, counted for client and address

    @abstractmethod
    def answer(self, client: Application, parameters: Parameters, act: Act) -> Mapping[str, Any]:
        """The JSON body for this client; raises Refusal."""

    def check(self, parameters: Parameters) -> None:
        """What can be refused before the client is looked up; raises Refusal."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if cors.is_preflight(request):
            return cors.preflight(request, METHODS)
        self.client: Application | None = None
        self.named = ""  # the client_id as received
        act = act_of(request)
        try:
            response = json(self.respond(request, act))
        except Refusal as refusal:
            request_failures.keep(self.name, refusal, act, client=self.client, named=self.named)
            response = refused(refusal)
        except (OperationalError, InterfaceError):
            # Fails closed: nothing was committed, so nothing is answered but "later".
            response = refused(Refusal("temporarily_unavailable"))
        cors.share(request, response, client=self.client)
        return response

    def respond(self, request: HttpRequest, act: Act) -> Mapping[str, Any]:
        if request.method != "POST":
            raise Refusal("method_not_allowed", allowed=METHODS)
        transport.refuse_plain_http(request)
        parameters = read_form(request, (*CREDENTIALS, *self.parameters))
        self.check(parameters)
        credentials = client_credentials.read(request.META.get("HTTP_AUTHORIZATION"), parameters)
        self.named = credentials.client_id
        self.client = authenticate(credentials, address=act.address)
        if self.throttle:
            throttles.hit(self.throttle, self.client.pk, act.address)
        return self.answer(self.client, parameters, act)


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
    transport.refuse_large_body(request)
    try:
        body = request.body
    except RequestDataTooBig:
        raise Refusal("body_too_large", limit=conf.body_limit) from None
    except UnreadablePostError:
        raise Refusal("body_unreadable") from None
    if len(body) > conf.body_limit:  # a body that came in chunks announced no length
        raise Refusal("body_too_large", limit=conf.body_limit)
    return body


def json(body: Mapping[str, Any], status: int = 200) -> HttpResponse:
    """RFC 6749 §5.1: never stored by anybody on the way."""
    return JsonResponse(dict(body), status=status, headers={"Cache-Control": "no-store", "Pragma": "no-cache"})


def refused(refusal: Refusal) -> HttpResponse:
    """RFC 6749 §5.2."""
    body = {"error": refusal.error, "error_description": refusal.description, **error_uris.of(refusal)}
    response = json(body, refusal.status)
    if refusal.status == 401:
        response["WWW-Authenticate"] = basic_challenge()
    if refusal.status == 405:
        response["Allow"] = METHODS
    if refusal.status == 503:
        response["Retry-After"] = "5"
    if refusal.status == 429:
        response["Retry-After"] = str(refusal.values["seconds"])
    return response
