"""Who the client is at the token, revocation and introspection endpoints (RFC 6749 §2.3)."""

from __future__ import annotations

from hub_oauth import clients, secrets
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol import client_credentials
from hub_oauth.protocol.parameters import Parameters


def authenticate(authorization: str | None, parameters: Parameters) -> Application:
    """The enabled client of a request; Refusal otherwise. One query for a public client, two for a confidential one."""
    credentials = client_credentials.read(authorization, parameters)
    client = clients.find(credentials.client_id)
    if client is None or not client.hub_profile.enabled:
        raise Refusal("client_unknown")
    if not proven(client, credentials.secret):
        raise Refusal("client_credentials_wrong")
    return client


def proven(client: Application, secret: str | None) -> bool:
    """A confidential client shows a live secret; a public one has none, and must not send one (RFC 6749 §2.3)."""
    if client.hub_profile.is_confidential:
        return secret is not None and secrets.verify(client, secret)
    return secret is None
