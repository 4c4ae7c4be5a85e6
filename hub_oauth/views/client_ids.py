"""Client IDs in the paths of our pages: one that is an address has slashes, which a path can't hold as they are."""

from __future__ import annotations

import base64
import binascii
from typing import Final

ENCODED: Final = "~"


class ClientIdConverter:
    """``<client_id:client_id>``: as it is, or in base64url behind a tilde."""

    regex = "[^/]+"

    def to_python(self, value: str) -> str:
        """Raises ValueError, which is a 404, for what encodes nothing."""
        if not value.startswith(ENCODED):
            return value
        encoded = value.removeprefix(ENCODED)
        try:
            return base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True).decode()
        except (binascii.Error, UnicodeError):
            raise ValueError(value) from None

    def to_url(self, value: str) -> str:
        if "/" not in value and not value.startswith(ENCODED):
            return value
        return ENCODED + base64.urlsafe_b64encode(value.encode()).rstrip(b"=").decode()
