"""OAuth 2.0 authorization code + PKCE for the accounts of a Django site."""

from __future__ import annotations

from hub_oauth.dot.recommended import recommended_settings

__all__ = ["recommended_settings"]
__version__ = "0.1.0"
