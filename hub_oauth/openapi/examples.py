"""What a request or an answer looks like; nothing here was ever good for anything."""

from __future__ import annotations

from typing import Final

from hub_oauth.openapi.shapes import Shape
from hub_oauth.protocol.tokens import ACCESS_TOKEN_PREFIX, CODE_PREFIX, REFRESH_TOKEN_PREFIX

ISSUER: Final = "https://hub.example"
ERRORS: Final = f"{ISSUER}/developers/errors"  # as the ready-made site has it (HUB_OAUTH["ERROR_DOCS_URL"])
CLIENT_ID: Final = "acme-planner"
SCOPE: Final = "profile:read teams:read"
ACCESS_TOKEN: Final = f"{ACCESS_TOKEN_PREFIX}example"
REFRESH_TOKEN: Final = f"{REFRESH_TOKEN_PREFIX}example"

# The pair of RFC 7636 appendix B.
VERIFIER: Final = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE: Final = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"

AUTHORIZE: Final[Shape] = {
    "client_id": CLIENT_ID,
    "redirect_uri": "https://planner.example/callback",
    "state": "af0ifjsldkj",
    "response_type": "code",
    "code_challenge": CHALLENGE,
    "code_challenge_method": "S256",
    "scope": SCOPE,
}
WITH_CODE: Final[Shape] = {
    "grant_type": "authorization_code",
    "client_id": CLIENT_ID,
    "code": f"{CODE_PREFIX}example",
    "code_verifier": VERIFIER,
    "redirect_uri": AUTHORIZE["redirect_uri"],
}
WITH_REFRESH_TOKEN: Final[Shape] = {
    "grant_type": "refresh_token",
    "client_id": CLIENT_ID,
    "refresh_token": REFRESH_TOKEN,
}
TOKEN: Final[Shape] = {"client_id": CLIENT_ID, "token": REFRESH_TOKEN}
TOKENS: Final[Shape] = {
    "access_token": ACCESS_TOKEN,
    "token_type": "Bearer",
    "expires_in": 3600,
    "refresh_token": REFRESH_TOKEN,
    "scope": SCOPE,
}
INTROSPECTIONS: Final[list[Shape]] = [
    {
        "active": True,
        "scope": SCOPE,
        "client_id": CLIENT_ID,
        "username": "alice",
        "sub": "7",
        "iss": ISSUER,
        "aud": ISSUER,
        "exp": 1767225600,
        "token_type": "Bearer",
    },
    {"active": False},
]
