"""DOT's settings as the Hub wants them; importable from a settings module, before any app is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

STOCK_VALIDATOR: Final = "oauth2_provider.oauth2_validators.OAuth2Validator"
STOCK_SCOPES: Final = "oauth2_provider.scopes.SettingsScopes"

SEAM: Final[dict[str, Any]] = {
    "OAUTH2_VALIDATOR_CLASS": "hub_oauth.dot.validator.HubValidator",
    "SCOPES_BACKEND_CLASS": "hub_oauth.dot.scopes.HubScopes",
}

# DOT's own endpoints are not the Hub's; these values make them as strict as DOT can be (RFC 9700), should a host
# mount them. Its gates flip in DOT 4; until then each is named.
SAFE: Final[dict[str, Any]] = {
    "SCOPES": {},
    "DEFAULT_SCOPES": [],
    "PKCE_REQUIRED": True,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 30 * 86400,
    "AUTHORIZATION_CODE_EXPIRE_SECONDS": 60,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    "ALLOW_URI_WILDCARDS": False,
    "OIDC_ENABLED": False,
    "DCR_ENABLED": False,
    "CIMD_ENABLED": False,
    "OAUTH2_RESPONSE_TYPES_SUPPORTED": ["code"],
    "OAUTH2_GRANT_TYPES_SUPPORTED": ["authorization_code", "refresh_token"],
    "COMPLIANT_BCP_RFC9700_IMPLICIT_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PASSWORD_GRANT": True,
    "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
    "COMPLIANT_BCP_RFC9700_ACCESS_TOKEN_TRANSPORT": True,
    "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
    "COMPLIANT_BCP_RFC9700_TOKEN_STORAGE": True,
    "COMPLIANT_BCP_RFC9700_REFRESH_TOKEN": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_SCHEME": True,
    "COMPLIANT_BCP_RFC9700_REDIRECT_URI_MATCHING": True,
    "COMPLIANT_BCP_RFC9700_PKCE_REQUIRED": True,
}


def recommended_settings(existing: Mapping[str, Any] | None = None, **overrides: Any) -> dict[str, Any]:
    """The value for ``OAUTH2_PROVIDER``.

    existing: what a host that already runs DOT has there: its values stay, only the Hub's validator and scopes
    backend are merged in (never over a validator or backend of the host's own: check ``hub_oauth.E010`` then says
    how to combine them). Without it, every value is the strictest DOT offers. ``overrides`` win over both.
    """
    base = {**SEAM, **own_values(existing)} if existing else {**SAFE, **SEAM}
    return {**base, **overrides}


def own_values(existing: Mapping[str, Any]) -> dict[str, Any]:
    """The host's values without those that only repeat DOT's stock classes."""
    return {name: value for name, value in existing.items() if value not in (STOCK_VALIDATOR, STOCK_SCOPES)}


def is_fresh(written: Mapping[str, Any]) -> bool:
    """Whether a host's ``OAUTH2_PROVIDER`` came from here without anything that existed before: it ran no DOT."""
    return SAFE.keys() <= written.keys()
