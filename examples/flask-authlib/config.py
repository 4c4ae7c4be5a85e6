"""What the app has to know: who it is at the Hub, and where it runs."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


class ConfigError(Exception):
    """A setting is missing or unreadable; the message says which."""


@dataclass(frozen=True, slots=True)
class Config:
    """issuer: the Hub's address, without a slash at the end; port: where this app listens on 127.0.0.1."""

    issuer: str
    client_id: str
    client_secret: str
    port: int = 9000

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def redirect_uri(self) -> str:
        """Byte for byte what was registered at the Hub."""
        return f"{self.address}/callback"


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Read ACME_ISSUER, ACME_CLIENT_ID, ACME_CLIENT_SECRET and ACME_PORT.

    ACME_CONFIG may name a JSON file with the first three; a variable wins over the file. Raises ConfigError.
    """
    kept = from_file(environ["ACME_CONFIG"]) if environ.get("ACME_CONFIG") else {}
    wanted = ("issuer", "client_id", "client_secret")
    found = {name: environ.get(f"ACME_{name.upper()}") or kept.get(name, "") for name in wanted}
    for name in wanted:
        if not found[name]:
            raise ConfigError(f"Set ACME_{name.upper()}, or {name} in the file that ACME_CONFIG names.")
    found["issuer"] = found["issuer"].rstrip("/")
    return Config(**found, port=port(environ.get("ACME_PORT", "9000")))


def from_file(name: str) -> dict[str, str]:
    try:
        kept: dict[str, str] = json.loads(Path(name).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"ACME_CONFIG names {name}, which cannot be read: {error}") from error
    return kept


def port(given: str) -> int:
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise ConfigError(f"ACME_PORT is {given!r}; it must be a port from 1 to 65535.")
    return int(given)
