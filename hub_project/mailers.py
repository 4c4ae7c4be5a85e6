"""The server for e-mails, as each Django wants to be told of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import django

TIMEOUT: Final = 10  # seconds; a person waits while a mail is handed over
# Option of a backend -> the setting that held it before Django 6.1
OPTIONS: Final = {
    "host": "EMAIL_HOST",
    "port": "EMAIL_PORT",
    "username": "EMAIL_HOST_USER",
    "password": "EMAIL_HOST_PASSWORD",
    "use_tls": "EMAIL_USE_TLS",
    "use_ssl": "EMAIL_USE_SSL",
    "timeout": "EMAIL_TIMEOUT",
    "file_path": "EMAIL_FILE_PATH",
}
# Where a URL names no port: of plain SMTP, of STARTTLS, of TLS from the first byte.
PORTS: Final = {(False, False): 25, (True, False): 587, (False, True): 465}


def settings(email: Mapping[str, Any], version: tuple[Any, ...] = django.VERSION) -> dict[str, Any]:
    """``MAILERS`` for Django 6.1, else a setting for each part. email: as the environment names the server."""
    told = {name: value for name, value in email.items() if name.startswith("EMAIL_") and value}
    if told.get("EMAIL_HOST"):
        encryption = told.get("EMAIL_USE_TLS", False), told.get("EMAIL_USE_SSL", False)
        told = {"EMAIL_PORT": PORTS[encryption], "EMAIL_TIMEOUT": TIMEOUT, **told}
    return {"MAILERS": {"default": mailer(told)}} if version >= (6, 1) else told


def mailer(told: Mapping[str, Any]) -> dict[str, Any]:
    options = {option: told[name] for option, name in OPTIONS.items() if name in told}
    return {"BACKEND": told["EMAIL_BACKEND"], "OPTIONS": options}
