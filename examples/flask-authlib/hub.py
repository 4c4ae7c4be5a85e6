"""The Hub as this app sees it: Authlib does the protocol, this says what is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import connection
from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.flask_client import OAuth, OAuthError
from authlib.integrations.requests_client import OAuth2Session
from config import Config
from connection import Tokens
from flask import Flask, session
from werkzeug.wrappers import Response

SCOPES: Final = "profile:read teams:read"
SECONDS: Final = 5  # how long the Hub may take to answer
MOST_PAGES: Final = 20


class Hub:
    """Every call raises OAuthError where the Hub says no, and requests.RequestException where it does not answer."""

    def __init__(self, app: Flask, config: Config) -> None:
        self.config = config
        self.client = OAuth(app).register(
            "hub",
            client_id=config.client_id,
            client_secret=config.client_secret,
            server_metadata_url=f"{config.issuer}/.well-known/oauth-authorization-server",
            authorize_params={"scope": SCOPES},
            client_kwargs={
                "code_challenge_method": "S256",
                "token_endpoint_auth_method": "client_secret_basic",
                "default_timeout": SECONDS,
            },
        )

    def metadata(self) -> dict[str, Any]:
        """Where the Hub's endpoints are, as it publishes them."""
        found: dict[str, Any] = self.client.load_server_metadata()
        if found.get("issuer") != self.config.issuer:  # RFC 8414 §3.3: else another server speaks for this one.
            raise OAuthError("wrong_issuer")
        return found

    def authorize(self) -> Response:
        """The redirect that starts it; Authlib leaves state and code verifier in the session."""
        self.metadata()
        answer: Response = self.client.authorize_redirect(self.config.redirect_uri)
        return answer

    def redeem(self, answer: Mapping[str, str]) -> Tokens:
        """Tokens for the answer that came back with the browser."""
        # Before anything else is believed, an error included: it must be the Hub's answer (RFC 9207 §2.4) to a
        # question of this very browser (RFC 6749 §10.12).
        if answer.get("iss") != self.config.issuer:
            raise OAuthError("wrong_issuer")
        if not self.client.framework.get_state_data(session, answer.get("state")):
            raise MismatchingStateError
        return dict(self.client.authorize_access_token())

    def talk(self) -> OAuth2Session:
        """A requests session with this person's token; Authlib refreshes it when it has run out."""
        return OAuth2Session(
            self.config.client_id,
            self.config.client_secret,
            token=connection.tokens(),
            token_endpoint=self.metadata()["token_endpoint"],
            update_token=lambda new, **_old: connection.keep(dict(new)),
            default_timeout=SECONDS,
        )

    def refresh(self) -> None:
        """New tokens for old; the old ones are dead afterwards."""
        with self.talk() as talk:
            connection.keep(dict(talk.refresh_token()))

    def revoke(self) -> None:
        """End it at the Hub: with the refresh token goes the access token (RFC 7009 §2.1)."""
        hint = "refresh_token"
        with self.talk() as talk:
            token = connection.tokens()[hint]
            talk.revoke_token(self.metadata()["revocation_endpoint"], token, hint).raise_for_status()

    def profile(self) -> dict[str, Any]:
        return self.get(f"{self.config.issuer}/api/auth/me")

    def teams(self) -> list[dict[str, Any]]:
        """All the person's teams, page after page."""
        found: list[dict[str, Any]] = []
        url = f"{self.config.issuer}/api/user/teams"
        for _ in range(MOST_PAGES):
            page = self.get(url)
            found += page["results"]
            url = page["next"] or ""
            if not url.startswith(f"{self.config.issuer}/"):  # The token goes nowhere but to the Hub.
                break
        return found

    def get(self, url: str) -> dict[str, Any]:
        with self.talk() as talk:
            answer = talk.get(url, allow_redirects=False)
        if answer.status_code == 401:  # RFC 6750 §3.1: expired, revoked, or the app was removed
            raise OAuthError("invalid_token")
        answer.raise_for_status()
        found: dict[str, Any] = answer.json()
        return found
