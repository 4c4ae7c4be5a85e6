"""What DOT's own endpoints and protected views ask about Hub clients and Hub tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote, urlsplit

from oauth2_provider.oauth2_validators import OAuth2Validator

from hub_oauth import access_tokens
from hub_oauth.access_tokens import Bearer
from hub_oauth.conf import conf
from hub_oauth.protocol.tokens import ACCESS_TOKEN_PREFIX


@dataclass(frozen=True)
class HubAccessToken:
    """A Hub token in the shape that DOT's authentication and permission classes expect of theirs."""

    bearer: Bearer

    @property
    def scope(self) -> str:
        return " ".join(sorted(self.bearer.scopes))

    @property
    def scopes(self) -> dict[str, str]:
        return {scope: scope for scope in sorted(self.bearer.scopes)}

    @property
    def user(self) -> Any:
        return self.bearer.user

    @property
    def application(self) -> Any:
        return self.bearer.client

    @property
    def expires(self) -> datetime | None:
        return self.bearer.grant.access_expires_at

    def is_expired(self) -> bool:
        return False  # it was live when it was looked up, by the database's clock

    def allow_scopes(self, scopes: Iterable[str] | None) -> bool:
        return set(scopes or ()) <= self.bearer.scopes

    def is_valid(self, scopes: Iterable[str] | None = None) -> bool:
        return self.allow_scopes(scopes)


class HubValidatorMixin:
    """Put it before DOT's validator class, or the host's own, in ``OAUTH2_VALIDATOR_CLASS``."""

    def _load_application(self, client_id: str, request: Any) -> Any:
        """Hub clients don't exist at DOT's own endpoints: a host that mounts them must not spend what the Hub gave."""
        application = super()._load_application(client_id, request)  # type: ignore[misc]
        if hasattr(application, "hub_profile"):
            request.client = None
            return None
        return application

    def validate_bearer_token(self, token: str | None, scopes: Sequence[str], request: Any) -> bool:
        """A Hub token opens a DOT-protected view only below a path in ``HUB_OAUTH["RESOURCES"]``, with its scopes."""
        if not (token or "").startswith(ACCESS_TOKEN_PREFIX):
            return bool(super().validate_bearer_token(token, scopes, request))  # type: ignore[misc]
        bearer = bearer_at(str(token), path_of(request))
        if bearer is None or not set(scopes) <= bearer.scopes:
            request.oauth2_error = {"error": "invalid_token", "error_description": "The access token is invalid."}
            return False
        request.client, request.user, request.scopes = bearer.client, bearer.user, sorted(bearer.scopes)
        request.access_token = HubAccessToken(bearer)
        return True


class HubValidator(HubValidatorMixin, OAuth2Validator):  # type: ignore[misc]  # DOT ships no types
    """For ``OAUTH2_VALIDATOR_CLASS`` where the host has none of its own."""


def bearer_at(token: str, path: str) -> Bearer | None:
    """The live bearer of a token at a host's view; None where the host does not say that the view takes Hub tokens."""
    prefix = resource_of(path)
    if prefix is None:
        return None
    bearer = access_tokens.verify(token, resource=conf.issuer + prefix.rstrip("/"))
    needed = set(conf.resources[prefix])
    return bearer if bearer is not None and needed <= bearer.scopes else None


def path_of(request: Any) -> str:
    """The path as Django resolves it; empty where DOT made a URL with another path of it, as of //host/path."""
    if str(request.headers.get("PATH_INFO", "")).startswith("//"):
        return ""
    return unquote(urlsplit(request.uri).path)


def resource_of(path: str) -> str | None:
    """The longest registered prefix that the path lies below."""
    below = [prefix for prefix in conf.resources if path == prefix or path.startswith(prefix.rstrip("/") + "/")]
    return max(below, key=len, default=None)
