"""Who the client is at the token, revocation and introspection endpoints (RFC 6749 §2.3)."""

from __future__ import annotations

from hub_oauth import clients, secrets, throttles
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol.client_credentials import ClientCredentials


def authenticate(credentials: ClientCredentials, *, address: str | None) -> Application:
    """The enabled client behind credentials; Refusal otherwise. One query for a public client, two for others.

    Failures are limited for client and address (RFC 6819 §5.1.4.2.3); who has the right secret never meets that limit,
    so nobody can lock a client out by guessing.
    """
    client = clients.find(credentials.client_id)
    if client is None or not client.hub_profile.enabled:
        raise counted(Refusal("client_unknown"), credentials.client_id, address)
    if not proven(client, credentials.secret):
        raise counted(Refusal("client_credentials_wrong"), credentials.client_id, address)
    return client


def counted(failure: Refusal, client_id: str, address: str | None) -> Refusal:
    """The failure; or that there were too many."""
    throttles.hit("credentials.address", address)
    throttles.hit("credentials.client", client_id, address)
    return failure


def proven(client: Application, secret: str | None) -> bool:
    """A confidential client shows a live secret; a public one has none, and must not send one (RFC 6749 §2.3)."""
    if client.hub_profile.is_confidential:
        return secret is not None and secrets.verify(client, secret)
    return secret is None
