from __future__ import annotations

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import Throttled
from rest_framework.request import Request

from hub_oauth import access_tokens, throttles
from hub_oauth.access_tokens import Bearer
from hub_oauth.api.errors import RefusedByBearer, challenge
from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.people import Person
from hub_oauth.protocol import bearer


class BearerAuthentication(BaseAuthentication):
    """``Authorization: Bearer …`` and nothing else (RFC 6750 §2.1): ``request.user``, and a Bearer as ``request.auth``.

    A session cookie means nothing here, so no page on another origin can ride on one.
    """

    resource: str | None = None  # another resource identifier than the issuer (RFC 8707)

    def authenticate(self, request: Request) -> tuple[Person, Bearer] | None:
        """None without a token; raises RefusedByBearer for one that is bad, or in the wrong place."""
        try:
            return self.bearer_of(request)
        except Refusal as refusal:
            raise RefusedByBearer(refusal) from None

    def bearer_of(self, request: Request) -> tuple[Person, Bearer] | None:
        if "access_token" in request.query_params:
            raise Refusal("token_in_url")  # RFC 9700 §4.3.2: by now it stands in a log
        raw = bearer.token_of(request.META.get("HTTP_AUTHORIZATION"))
        if raw is None:
            return None
        found = access_tokens.verify(raw, resource=self.resource)
        if found is None:
            refuse_flood(conf.client_address(request))
            raise Refusal("token_invalid")
        return found.user, found

    def authenticate_header(self, request: Request) -> str:
        return challenge(None)


def refuse_flood(address: str | None) -> None:
    """Limit bad tokens from one address; good ones are not held up."""
    if not throttles.admits("api.address", address):
        raise Throttled(wait=throttles.seconds_left("api.address"))
