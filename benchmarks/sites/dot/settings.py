"""Every gate for RFC 9700 that django-oauth-toolkit 3.4 has is closed; tokens are stored as digests."""

from __future__ import annotations

from benchmarks.sites.peer_settings import *  # noqa: F403
from benchmarks.sites.peer_settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "oauth2_provider"]
ROOT_URLCONF = "benchmarks.sites.dot.urls"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["oauth2_provider.contrib.rest_framework.OAuth2Authentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}
GATES = (
    "IMPLICIT_GRANT",
    "PASSWORD_GRANT",
    "PKCE_METHOD",
    "PKCE_REQUIRED",
    "ACCESS_TOKEN_TRANSPORT",
    "AUTHZ_RESPONSE_ISS",
    "REFRESH_TOKEN",
    "REDIRECT_URI_SCHEME",
    "REDIRECT_URI_MATCHING",
    "TOKEN_STORAGE",
)
OAUTH2_PROVIDER = {
    "SCOPES": {"profile": "Your name", "teams": "Your teams", "introspection": "Ask about tokens"},
    "PKCE_REQUIRED": True,
    "ROTATE_REFRESH_TOKEN": True,
    "REFRESH_TOKEN_REUSE_PROTECTION": True,
    "ACCESS_TOKEN_EXPIRE_SECONDS": 3600,
    "REFRESH_TOKEN_EXPIRE_SECONDS": 14 * 86400,
    "ALLOWED_REDIRECT_URI_SCHEMES": ["https"],
    **{f"COMPLIANT_BCP_RFC9700_{gate}": True for gate in GATES},
}
