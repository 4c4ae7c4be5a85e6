"""Token introspection (RFC 7662). Never counts as a use."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from hub_oauth import access_tokens
from hub_oauth.access_tokens import Bearer
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.models import Grant
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.protocol import tokens

INACTIVE: Final[dict[str, Any]] = {"active": False}


def describe(asker: Application, raw: str) -> dict[str, Any]:
    """The answer to a client that asks about a token: only ``active: false`` for whatever is not its business.

    A client sees its own tokens; one registered as a resource server sees all. Raises Refusal for a public client:
    anybody can call itself by a client_id (RFC 7662 §2.1).
    """
    if not asker.hub_profile.is_confidential:
        raise Refusal("client_credentials_wrong")
    found = access_token(raw) or refresh_token(raw)
    if found is None:
        return INACTIVE
    bearer, claims = found
    own = bearer.client.pk == asker.pk
    return claims if own or asker.hub_profile.may_introspect else INACTIVE


def access_token(raw: str) -> tuple[Bearer, dict[str, Any]] | None:
    bearer = access_tokens.look_up(raw)
    if bearer is None or bearer.grant.access_expires_at is None:
        return None
    return bearer, claims_of(bearer, bearer.grant.access_expires_at) | {"token_type": "Bearer"}


def refresh_token(raw: str) -> tuple[Bearer, dict[str, Any]] | None:
    presented = tokens.parse_refresh_token(raw)
    if presented is None:
        return None
    grant: Grant | None = access_tokens.refreshable(tokens.digest(presented.handle))
    if grant is None or not tokens.equal(tokens.digest(presented.secret), bytes(grant.refresh_digest or b"")):
        return None
    bearer = access_tokens.of_grant(grant, grant.scope_names)
    return bearer, claims_of(bearer, grant.idle_expires_at)


def claims_of(bearer: Bearer, expires: datetime) -> dict[str, Any]:
    """RFC 7662 §2.2."""
    return {
        "active": True,
        "scope": scope_lists.join(sorted(bearer.scopes)),
        "client_id": bearer.client.client_id,
        "username": bearer.user.get_username(),
        "sub": str(bearer.user.pk),
        "iss": conf.issuer,
        "aud": bearer.grant.resource or conf.issuer,
        "exp": int(expires.timestamp()),
    }
