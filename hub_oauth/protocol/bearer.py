"""Bearer tokens in HTTP: the header that carries one, the challenge that asks for one (RFC 6750)."""

from __future__ import annotations

import re
from typing import Final

from hub_oauth.errors import Refusal

B64TOKEN: Final = re.compile(r"[A-Za-z0-9._~+/-]+=*")  # RFC 6750 §2.1


def token_of(authorization: str | None) -> str | None:
    """The token of an Authorization header; None where it carries no Bearer credentials.

    Raises Refusal("token_malformed") for Bearer credentials that are not one token.
    """
    scheme, _, rest = (authorization or "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    token = rest.strip(" ")
    if not B64TOKEN.fullmatch(token):
        raise Refusal("token_malformed")
    return token


def challenge(
    *, resource_metadata: str, refusal: Refusal | None, scope: str = "", realm: str = "hub", error_uri: str = ""
) -> str:
    """The WWW-Authenticate value (RFC 6750 §3, RFC 9728 §5.1). error_uri: where the refusal is explained.

    A request that sent no token gets no error code (RFC 6750 §3.1).
    """
    parts = {"realm": realm}
    if refusal is not None and refusal.error:
        parts |= {"error": refusal.error, "error_description": refusal.description}
        parts |= {"error_uri": error_uri} if error_uri else {}
    if scope:
        parts["scope"] = scope
    parts["resource_metadata"] = resource_metadata
    return "Bearer " + ", ".join(f'{name}="{quoted(value)}"' for name, value in parts.items())


def basic_challenge(realm: str = "hub") -> str:
    """For a client that failed to authenticate (RFC 6749 §5.2, RFC 7617 §2)."""
    return f'Basic realm="{quoted(realm)}", charset="UTF-8"'


def quoted(value: str) -> str:
    """The inside of a quoted-string (RFC 9110 §5.6.4); whatever could end or split the header becomes ``?``."""
    return re.sub(r"[^\x20-\x7e]", "?", value).replace("\\", "\\\\").replace('"', '\\"')
