"""The forms that token, revoke and introspect read."""

from __future__ import annotations

from urllib.parse import urlencode

from tests.support.app import INTROSPECT, REVOKE, TOKEN, App, Parameters, Tokens

ABOUT_A_TOKEN = ("client_id", "client_secret", "token", "token_type_hint")
ABOUT_A_GRANT = ("grant_type", "code", "code_verifier", "redirect_uri", "refresh_token", "scope", "resource")
# Endpoint -> every parameter it knows
PARAMETERS = {
    TOKEN: ("client_id", "client_secret", *ABOUT_A_GRANT),
    REVOKE: ABOUT_A_TOKEN,
    INTROSPECT: ABOUT_A_TOKEN,
}


def good_everywhere(tokens: Tokens, **more: str) -> Parameters:
    """Beside credentials, what each of the three answers with 200; parameters that one does not know it ignores."""
    token = tokens["refresh_token"]
    return {"grant_type": "refresh_token", "refresh_token": token, "token": token, **more}


def in_body(app: App) -> Parameters:
    """A confidential client's credentials (RFC 6749 §2.3.1)."""
    return {"client_id": app.client_id, "client_secret": app.secret or ""}


def body(params: Parameters, *, without: str = "") -> bytes:
    return urlencode({name: value for name, value in params.items() if name != without}).encode()
