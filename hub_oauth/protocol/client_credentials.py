"""How a client says who it is (RFC 6749 §2.3): Basic, the body, or by its client_id alone."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote_plus

from hub_oauth.errors import Refusal
from hub_oauth.protocol.parameters import Parameters


@dataclass(frozen=True, slots=True)
class ClientCredentials:
    """What was presented; secret is None for method none."""

    client_id: str
    secret: str | None
    method: Literal["basic", "post", "none"]


def read(authorization: str | None, parameters: Parameters) -> ClientCredentials:
    """The credentials of a request. Raises Refusal where they are malformed, missing, or given in two ways."""
    if authorization is None:
        return from_body(parameters)
    credentials = from_basic(authorization)
    if parameters.get("client_secret") is not None:
        raise Refusal("client_authentication_twice")  # RFC 6749 §2.3: not more than one method a request
    if parameters.get("client_id") not in (None, credentials.client_id):
        raise Refusal("client_id_mismatch")
    return credentials


def from_body(parameters: Parameters) -> ClientCredentials:
    # Empty is omitted (RFC 6749 §3.2), so a public client may send an empty secret.
    client_id, secret = parameters.get("client_id"), parameters.get("client_secret")
    if client_id is None:
        raise Refusal("client_missing")  # RFC 6749 §5.2: no client authentication is invalid_client too
    return ClientCredentials(client_id, secret, "none" if secret is None else "post")


def from_basic(authorization: str) -> ClientCredentials:
    """RFC 7617 §2, both halves form-encoded before (RFC 6749 §2.3.1)."""
    scheme, _, encoded = authorization.partition(" ")
    if scheme.lower() != "basic":
        raise Refusal("client_credentials_wrong")
    try:
        client_id, _, secret = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        credentials = unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError):
        raise Refusal("client_credentials_wrong") from None
    if not all(credentials) or "\0" in "".join(credentials):
        raise Refusal("client_credentials_wrong")
    return ClientCredentials(*credentials, "basic")
