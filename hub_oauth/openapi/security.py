"""How a request proves what it may do (RFC 6749 §2.3, RFC 6750 §2.1)."""

from __future__ import annotations

from typing import Final

from django.urls import reverse

from hub_oauth import scopes as registry
from hub_oauth.openapi.shapes import Shape

BEARER: Final = "bearer"
AUTHORIZATION_CODE: Final = "oauth2"
CLIENT_BASIC: Final = "client_basic"

# A confidential client proves itself in the header or in the body; a public one names itself in the body.
BY_CLIENT: Final[list[Shape]] = [{CLIENT_BASIC: []}, {}]


def schemes() -> Shape:
    return {
        AUTHORIZATION_CODE: {"type": "oauth2", "flows": {"authorizationCode": authorization_code()}},
        BEARER: {"type": "http", "scheme": "bearer", "description": "An access token, in the header and nowhere else."},
        CLIENT_BASIC: {
            "type": "http",
            "scheme": "basic",
            "description": "client_id and client_secret of an app, never a person's password (RFC 6749 §2.3.1).",
        },
    }


def authorization_code() -> Shape:
    token = reverse("hub_oauth:token")
    return {
        "authorizationUrl": reverse("hub_oauth:authorize"),
        "tokenUrl": token,
        "refreshUrl": token,
        "scopes": {scope.name: str(scope.description) for scope in registry.everything()},
    }


def by_token(scopes: tuple[str, ...]) -> list[Shape]:
    """A resource that needs these scopes: the token by hand, or by the flow that gets one."""
    return [{AUTHORIZATION_CODE: list(scopes)}, {BEARER: []}]
