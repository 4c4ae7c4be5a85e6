"""Back to the app: an authorization response (RFC 6749 §4.1.2), always with ``iss`` (RFC 9207)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub_oauth import clients, error_uris
from hub_oauth.authorization_requests import AuthorizationRequest
from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.protocol.redirect_uris import with_parameters
from hub_oauth.references import reference_of
from hub_oauth.views.pages import CONTENT_SECURITY_POLICY


class ClientRedirect(HttpResponse):
    """303 to the registered redirect URI.

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
        said = {"error": refusal.error, "error_description": refusal.description, **error_uris.of(refusal)}
        return cls(redirect_uri, state, **said)


def after_form(request: HttpRequest, redirect: ClientRedirect, client_id: str) -> HttpResponse:
    """The answer to a form: the redirect, or a page that leads on to the app, as the host wants it.

    The page suits browsers that hold the redirects after a form to its policy, or open other apps only by a tap.
    """
    if conf.consent_redirect == "redirect":
        return redirect
    client = clients.find(client_id)
    context = {
        "site_name": conf.site_name,
        "client_name": client.name if client else client_id,
        "target": redirect["Location"],
        "reference": reference_of(request),
    }
    response = render(request, "hub_oauth/continue.html", context)
    response["Content-Security-Policy"] = f"{CONTENT_SECURITY_POLICY}; form-action 'none'"
    return response
