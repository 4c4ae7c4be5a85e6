"""A client application as its developer writes it: what it keeps, what it sends, what it reads."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol, Self, TypedDict
from urllib.parse import parse_qsl, urlsplit

AUTHORIZE = "/api/oauth/authorize"
TOKEN = "/api/oauth/token"
REVOKE = "/api/oauth/revoke"
INTROSPECT = "/api/oauth/introspect"
STATE = "a state of its own"
REDIRECT_URI = "https://app.example/callback"
READ_SCOPES = ("profile:read", "teams:read")

Parameters = dict[str, str]


class Tokens(TypedDict):
    """The answer of the token endpoint (RFC 6749 §5.1)."""

    access_token: str
    refresh_token: str
    token_type: str
    expires_in: int
    scope: str


class HasHeaders(Protocol):
    """A response of Django's test client or of requests."""

    @property
    def headers(self) -> Mapping[str, str]: ...


@dataclass(frozen=True)
class Pkce:
    """A verifier and its S256 challenge (RFC 7636 §4.1, §4.2)."""

    verifier: str
    challenge: str

    @classmethod
    def new(cls) -> Self:
        verifier = secrets.token_urlsafe(32)
        digest = hashlib.sha256(verifier.encode()).digest()
        return cls(verifier, base64.urlsafe_b64encode(digest).rstrip(b"=").decode())


@dataclass(frozen=True)
class App:
    """A registered client. secret: None for a public one; pkce: used wherever a test names no other."""

    client_id: str
    redirect_uri: str
    secret: str | None
    scopes: tuple[str, ...]
    pkce: Pkce = field(default_factory=Pkce.new)

    @property
    def headers(self) -> dict[str, str]:
        """HTTP Basic with the secret (RFC 6749 §2.3.1); nothing for a public client."""
        if self.secret is None:
            return {}
        credentials = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        return {"Authorization": f"Basic {credentials}"}

    @property
    def identity(self) -> Parameters:
        """What names a public client in the body (RFC 6749 §3.2.1)."""
        return {} if self.secret else {"client_id": self.client_id}


def authorize_params(app: App, **over: str | None) -> Parameters:
    """An authorization request; over: other values, None leaves a parameter out."""
    params = {
        "client_id": app.client_id,
        "redirect_uri": app.redirect_uri,
        "response_type": "code",
        "scope": " ".join(app.scopes),
        "state": STATE,
        "code_challenge": app.pkce.challenge,
        "code_challenge_method": "S256",
    }
    return changed(params, over)


def redeem_params(app: App, code: str, **over: str | None) -> Parameters:
    params = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": app.pkce.verifier,
        "redirect_uri": app.redirect_uri,
    }
    return changed(app.identity | params, over)


def refresh_params(app: App, refresh_token: str, **over: str | None) -> Parameters:
    return changed(app.identity | {"grant_type": "refresh_token", "refresh_token": refresh_token}, over)


def token_params(app: App, token: str, **over: str | None) -> Parameters:
    """A request about a token (RFC 7009 §2.1, RFC 7662 §2.1)."""
    return changed(app.identity | {"token": token}, over)


def changed(params: Parameters, over: Mapping[str, str | None]) -> Parameters:
    return {name: value for name, value in ({**params, **over}).items() if value is not None}


def answer_of(response: HasHeaders) -> Parameters:
    """What the redirect brings to the client: code, state, iss, or error. Raises AssertionError without a redirect."""
    location = response.headers.get("Location")
    assert location, f"no redirect to a client: {response!r}"
    return dict(parse_qsl(urlsplit(location).query, keep_blank_values=True))


def code_of(response: HasHeaders) -> str:
    """The code in a redirect. Raises AssertionError that shows the answer where there is none."""
    answer = answer_of(response)
    assert "code" in answer, f"no code: {answer}"
    return answer["code"]
