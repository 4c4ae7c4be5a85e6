"""The skip rule: whether a code may be given without showing the page (DESIGN §4)."""

from __future__ import annotations

from hub_oauth.authorization_requests import AuthorizationRequest
from hub_oauth.client_documents import registry as client_documents
from hub_oauth.dot.applications import Application
from hub_oauth.models import Consent
from hub_oauth.protocol import redirect_uris as uris


def may_skip(request: AuthorizationRequest, client: Application, consent: Consent | None) -> bool:
    """Whether the page may be skipped: the only rule, and no parameter of a request can loosen it (DESIGN §4)."""
    if request.prompt - {"none"}:
        return False
    # Whoever listens on a loopback port or owns a custom scheme may not be the app (RFC 8252 §8.6).
    if uris.is_loopback(request.redirect_uri) or uris.is_custom_scheme(request.redirect_uri):
        return False
    profile = client.hub_profile
    if client_documents.is_one(client):  # nobody vouches for what stands in it today
        return False
    if not (profile.is_confidential or uris.is_https(request.redirect_uri)):
        return False
    return consent is not None and set(request.scopes) <= set(consent.scope_names) and identity_stands(client, consent)


def identity_stands(client: Application, consent: Consent) -> bool:
    """Whether the app is still what it was when the person confirmed this consent as a whole."""
    return bool(client.hub_profile.identity_changed_at == consent.identity_seen_at)
