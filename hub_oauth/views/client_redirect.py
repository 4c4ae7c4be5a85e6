from __future__ import annotations

from django.http import HttpResponse

from hub_oauth.authorization_requests import AuthorizationRequest
from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.protocol.redirect_uris import with_parameters


class ClientRedirect(HttpResponse):
    """An authorization response: 303 to the registered redirect URI, always with ``iss`` (RFC 9207).

    303 and never 307, or the browser would send the person's form along (RFC 9700 §4.12). Django's own redirect class
    refuses the private-use schemes of native apps; here the registration has decided.
    """

    status_code = 303

    def __init__(self, redirect_uri: str, state: str | None, **answer: str) -> None:
        super().__init__()
        sent_back = {} if state is None else {"state": state}
        self["Location"] = with_parameters(redirect_uri, {**answer, **sent_back, "iss": conf.issuer})

    @classmethod
    def accepted(cls, asked: AuthorizationRequest, code: str) -> ClientRedirect:
        """RFC 6749 §4.1.2."""
        return cls(asked.redirect_uri, asked.state, code=code)

    @classmethod
    def refused(cls, redirect_uri: str, state: str | None, refusal: Refusal) -> ClientRedirect:
        """RFC 6749 §4.1.2.1."""
        return cls(redirect_uri, state, error=refusal.error, error_description=refusal.description)
