"""Every parameter of the protocol, with the constraints that the code holds it to."""

from __future__ import annotations

from typing import Final

from hub_oauth.authorization_checks import LOGIN_HINT_LIMIT, MAX_AGE, PROMPTS, STATE_LIMIT
from hub_oauth.openapi.shapes import Shape, text, whole
from hub_oauth.protocol import pkce, scopes
from hub_oauth.views.token import GRANT_TYPES

PARAMETERS: Final[dict[str, Shape]] = {
    "client_id": text("The app, as it was registered.", minLength=1),
    "client_secret": text("The secret of a confidential client that sends no Authorization header.", writeOnly=True),
    "redirect_uri": text("One of the registered redirect URIs, byte for byte.", minLength=1),
    "response_type": text("Always code.", enum=["code"]),
    "response_mode": text("query, or absent.", enum=["query"]),
    "scope": text("Names separated by single spaces.", pattern=whole(scopes.SCOPE.pattern)),
    "state": text(f"Comes back byte for byte; {STATE_LIMIT} bytes at most.", maxLength=STATE_LIMIT),
    "code_challenge": text("S256 of the verifier (RFC 7636 §4.2).", pattern=whole(pkce.CHALLENGE.pattern)),
    "code_challenge_method": text("Always S256.", enum=["S256"]),
    "code_verifier": text("RFC 7636 §4.1.", pattern=whole(pkce.VERIFIER.pattern)),
    "resource": text("The issuer, or a resource that the site registered (RFC 8707).", minLength=1),
    "prompt": text("none alone, or others separated by spaces.", pattern=whole(f"(?:{'|'.join(sorted(PROMPTS))}| )*")),
    "max_age": text("How many seconds ago the person may have signed in.", pattern=whole(MAX_AGE.pattern)),
    "login_hint": text("Who will sign in, for the sign-in page to fill in.", maxLength=LOGIN_HINT_LIMIT),
    "grant_type": text("What is exchanged for tokens.", enum=list(GRANT_TYPES)),
    "code": text("From the redirect; good once.", minLength=1),
    "refresh_token": text("From the last answer.", minLength=1),
    "token": text("An access token or a refresh token.", minLength=1),
    "token_type_hint": text("Accepted and not needed (RFC 7009 §2.1)."),
}
