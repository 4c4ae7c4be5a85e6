"""What must hold before anything is redirected anywhere: the app is known and on, the redirect URI is its own.

What is refused here stays on our own page (RFC 6749 §4.1.2.1).
"""

from __future__ import annotations

from hub_oauth import client_rules
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol import redirect_uris as uris
from hub_oauth.protocol.parameters import Parameters


def client_is_known(parameters: Parameters, client: Application | None) -> None:
    page_value(parameters, "client_id")
    if client is None:
        raise Refusal("client_unknown")


def client_is_enabled(parameters: Parameters, client: Application) -> None:
    if not client.hub_profile.enabled:
        raise Refusal("client_unknown")


def redirect_uri_is_registered(parameters: Parameters, client: Application) -> None:
    requested = page_value(parameters, "redirect_uri")
    if requested is None:
        raise Refusal("redirect_uri_missing")
    check_redirect_uri(requested, client)


def check_redirect_uri(requested: str, client: Application) -> None:
    """Refuse a URI that is not registered, or that is, but could not be registered now (rows written past the form)."""
    registered = client.redirect_uris.split()
    kind = client.hub_profile.kind
    # RFC 8252 §7.3: a native app listens on whatever port is free on its loopback address.
    if not uris.matches(registered, requested, any_loopback_port=kind == "native"):
        raise Refusal("redirect_uri_mismatch", difference=uris.difference(registered, requested))
    if client_rules.redirect_uri_problem(requested, kind):
        raise Refusal("redirect_uri_mismatch", difference="what may be registered")


def page_value(parameters: Parameters, name: str) -> str | None:
    """A value that is read before anything may be redirected: its refusals stay on our own page."""
    try:
        return parameters.get(name)
    except Refusal as refusal:
        refusal.redirects = False
        raise
