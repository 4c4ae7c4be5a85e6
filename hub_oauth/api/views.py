from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, cast

from django.db import transaction
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.decorators import method_decorator
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from hub_oauth import cors, request_failures, transport
from hub_oauth.access_tokens import Bearer
from hub_oauth.api import errors
from hub_oauth.api.authentication import BearerAuthentication
from hub_oauth.api.operations import Operation
from hub_oauth.api.permissions import RequiresScope
from hub_oauth.api.throttles import PersonThrottle
from hub_oauth.errors import Refusal
from hub_oauth.views.acts import act_of

CHANGING: Final = ("POST", "PUT", "PATCH", "DELETE")


class JSONOnly(BaseContentNegotiation):
    """An API of one format has nothing to negotiate; an odd Accept header is no reason to fail."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


# The first use of a token is marked even where the view then fails, so it can't hang on a host's ATOMIC_REQUESTS.
@method_decorator(transaction.non_atomic_requests, name="dispatch")
class ResourceView(APIView):
    """A view for tokens: bearer only, JSON only, CORS for the client's own origins, problems as RFC 9457.

    Subclasses name ``required_scopes`` (every one is needed), ``writing_scopes`` where methods that change something
    need others, and write ``get``, ``post`` … It stands apart from the host's REST_FRAMEWORK defaults on purpose:
    session authentication there must not open these views.
    """

    required_scopes: ClassVar[tuple[str, ...]] = ()
    writing_scopes: ClassVar[tuple[str, ...] | None] = None
    # For the OpenAPI document: the JSON Schema of a 200, or more of each method, and the parameters of the URL.
    answer: ClassVar[Mapping[str, Any]] = {}
    operations: ClassVar[Mapping[str, Operation]] = {}
    parameters: ClassVar[tuple[Mapping[str, Any], ...]] = ()

    authentication_classes = [BearerAuthentication]
    renderer_classes = [JSONRenderer]
    parser_classes = [JSONParser]
    content_negotiation_class = JSONOnly
    versioning_class = None
    throttle_classes = [PersonThrottle]

    @property
    def bearer(self) -> Bearer:
        """Who the token speaks for; inside a handler there always is one."""
        return cast("Bearer", self.request.auth)

    def get_permissions(self) -> list[Any]:
        """For a method that there is not, none: the 405 must not hide behind a scope that would not help."""
        method = self.request.method or ""
        return [RequiresScope(*(self.scopes_for(method) if method in self.allowed_methods else ()))()]

    def scopes_for(self, method: str) -> tuple[str, ...]:
        """What a token needs for this method."""
        if self.writing_scopes is None or method not in CHANGING:
            return self.required_scopes
        return self.writing_scopes

    def get_exception_handler(self) -> Callable[..., Any]:
        return errors.handle

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        try:
            transport.refuse_plain_http(request)
            transport.refuse_large_body(request)
        except Refusal as refusal:
            raise errors.RefusedByBearer(refusal) from None
        with translation.override(errors.LANGUAGE):  # of what is refused; a handler speaks the caller's
            super().initial(request, *args, **kwargs)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        """The methods, in Allow, and no more: REST framework would describe its own classes."""
        return Response(status=204)

    def http_method_not_allowed(self, request: Any, *args: Any, **kwargs: Any) -> Response:
        with translation.override(errors.LANGUAGE):
            return super().http_method_not_allowed(request, *args, **kwargs)

    def handle_exception(self, exc: Exception) -> Any:  # one of REST framework's, or one of Django's
        auth = getattr(self.request, "_auth", None)
        if isinstance(exc, errors.RefusedByBearer) and isinstance(auth, Bearer):  # without a token it is nobody's
            request_failures.keep("api", exc.refusal, act_of(self.http_request), client=auth.client)
        return super().handle_exception(exc)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.http_request = request
        if cors.is_preflight(request):
            return cors.preflight(request, ", ".join(self.allowed_methods))
        response = super().dispatch(request, *args, **kwargs)
        auth = getattr(self.request, "_auth", None)
        cors.share(request, response, client=auth.client if isinstance(auth, Bearer) else None)
        response.setdefault("Cache-Control", "no-store")
        return response
