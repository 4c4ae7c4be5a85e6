"""Parameters of a query or form body, strictly: every known one readable, and given once (RFC 6749 §3.1, §3.2)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import unquote_to_bytes

from hub_oauth.errors import Refusal

BAD_ESCAPE: Final = re.compile(rb"%(?![0-9A-Fa-f]{2})")
PRINTABLE: Final = re.compile(r"[\x20-\x7e]*")  # VSCHAR, RFC 6749 appendix A


class Parameters:
    """Known parameters as received; unknown ones are ignored, even malformed."""

    def __init__(self, received: dict[str, list[bytes]]) -> None:
        self.received = received

    @classmethod
    def parse(cls, raw: bytes, known: Collection[str]) -> Parameters:
        """Read application/x-www-form-urlencoded bytes. Never raises: what is wrong shows when it is asked for."""
        received: dict[str, list[bytes]] = {name: [] for name in known}
        for pair in raw.split(b"&"):
            name, _, value = pair.partition(b"=")
            values = received.get(decode(name) or "")
            if values is not None and len(values) < 2:
                values.append(value)
        return cls(received)

    def has(self, name: str) -> bool:
        """Whether it was sent in any form, even a bad one."""
        return bool(self.received[name])

    def get(self, name: str) -> str | None:
        """The value; None where absent or empty (RFC 6749 §3.1). Raises Refusal where repeated or unreadable."""
        values = self.received[name]
        if len(values) > 1:
            raise Refusal("parameter_repeated", name=name)
        if not values:
            return None
        value = decode(values[0])
        if value is None:
            raise Refusal("parameter_malformed", name=name)
        return value or None

    def require(self, name: str) -> str:
        """What get() gives, with Refusal("parameter_missing") for None."""
        value = self.get(name)
        if value is None:
            raise Refusal("parameter_missing", name=name)
        return value

    def check_all(self) -> None:
        """Raise for the first bad known parameter."""
        for name in self.received:
            self.get(name)


def decode(raw: bytes) -> str | None:
    """Percent-decoded text, or None: bad escapes, bytes that are not UTF-8 and NUL are nobody's intention."""
    if BAD_ESCAPE.search(raw):
        return None
    try:
        text = unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text
