"""What the environment says about the site, checked: a wrong value stops the start with one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from environ import Env

from hub_project import databases
from hub_project.variables import OFF, ON, parsed, refuse, settings_of

SECRET_KEY_LENGTH: Final = 50
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
CACHES: Final = ("redis", "rediss", "dbcache", "locmemcache")
EMAILS: Final = ("smtp+tls", "smtp+ssl", "smtp", "filemail")
CONSOLE: Final = ("consolemail",)  # never in production: who reads the log could reset a password
DOCUMENT_HOST = re.compile(r"\.?(?:[a-z0-9-]+\.)+[a-z0-9-]+")
SIGN_UP: Final = ("open", "closed")
PROXIES: Final = tuple("0123456789")
SECONDS: Final = range(1, 61)
# A request waits no longer than this for a limit to be counted; then it goes on uncounted.
REDIS_OPTIONS: Final = {"socket_connect_timeout": 0.5, "socket_timeout": 0.5}
LOCAL_OPTIONS: Final = {"MAX_ENTRIES": 100_000}  # Django's 300 would let an attacker push his own count out

# What development has where nothing is said; production says everything.
DEVELOPMENT: Final = {
    "SECRET_KEY": "development-only-" * 4,
    "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
    "HUB_ISSUER": "http://127.0.0.1:8000",
    "DATABASE_URL": "sqlite:///db.sqlite3",
    "CACHE_URL": "locmemcache://",
    "EMAIL_URL": "consolemail://",
}


@dataclass(frozen=True)
class Environment:
    """The settings that come from outside, each checked when it is read.

    values: as in ``os.environ``; folder: what a relative file of SQLite stands in.
    Every property raises ImproperlyConfigured with a sentence that names the variable and the rule, never a secret.
    """

    values: Mapping[str, str]
    folder: Path

    @cached_property
    def debug(self) -> bool:
        given = self.values.get("DEBUG", "").strip().lower()
        if given not in ON + OFF:
            refuse("DEBUG", "takes on or off")
        return given in ON

    @cached_property
    def secret_key(self) -> str:
        key = self.text("SECRET_KEY")
        if not self.debug and (len(key) < SECRET_KEY_LENGTH or len(set(key)) < 10):
            refuse("SECRET_KEY", f"needs at least {SECRET_KEY_LENGTH} random characters")
        return key

    @cached_property
    def allowed_hosts(self) -> list[str]:
        hosts = [host.strip() for host in self.text("ALLOWED_HOSTS").split(",") if host.strip()]
        if not hosts or any("/" in host for host in hosts):
            refuse("ALLOWED_HOSTS", "takes host names with commas between them, without https://")
        return hosts

    @cached_property
    def issuer(self) -> str:
        """The origin, without a slash at the end (RFC 8414 §2)."""
        given = self.text("HUB_ISSUER").removesuffix("/")
        parts = parsed("HUB_ISSUER", given)
        if given != f"{parts.scheme}://{parts.netloc}" or not parts.hostname or "@" in parts.netloc:
            refuse("HUB_ISSUER", "takes an origin like https://hub.example, without a path")
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
            refuse("HUB_ISSUER", "must use https; http only on 127.0.0.1, [::1] or localhost")
        return given

    @cached_property
    def is_https(self) -> bool:
        return self.issuer.startswith("https:")

    @cached_property
    def database(self) -> dict[str, Any]:
        """The value for ``DATABASES["default"]``."""
        return databases.database(self.text("DATABASE_URL"), self.folder)

    @cached_property
    def database_timeout(self) -> int:
        """Seconds that a request waits for PostgreSQL, in all of its statements together."""
        given = self.values.get("HUB_DATABASE_TIMEOUT", "").strip() or "2"
        if not given.isdecimal() or int(given) not in SECONDS:
            refuse("HUB_DATABASE_TIMEOUT", "takes whole seconds from 1 to 60")
        return int(given)

    @cached_property
    def cache(self) -> dict[str, Any]:
        """The value for ``CACHES["default"]``."""
        settings = self.url("CACHE_URL", CACHES, Env.cache_url_config)
        defaults = REDIS_OPTIONS if settings["BACKEND"].endswith("RedisCache") else LOCAL_OPTIONS
        return {**settings, "OPTIONS": {**defaults, **settings.get("OPTIONS", {})}}

    @cached_property
    def email(self) -> dict[str, Any]:
        """The server for e-mails: Django's settings ``EMAIL_…``, for ``hub_project.mailers``."""
        settings = self.url("EMAIL_URL", EMAILS + CONSOLE * self.debug, Env.email_url_config)
        if settings["EMAIL_BACKEND"].endswith("filebased.EmailBackend"):
            return {**settings, "EMAIL_FILE_PATH": str(self.folder / settings["EMAIL_FILE_PATH"])}
        if settings["EMAIL_BACKEND"].endswith("smtp.EmailBackend") and not settings["EMAIL_HOST"]:
            refuse("EMAIL_URL", "must name a server: smtp+tls://USER:PASSWORD@HOST:587")
        return settings

    @cached_property
    def email_from(self) -> str:
        """The sender of every e-mail; without a word, an address at the host of the issuer."""
        given, host = self.values.get("EMAIL_FROM", "").strip(), urlsplit(self.issuer).hostname
        if not given:
            return f"Hub <no-reply@{'localhost' if host in LOOPBACK else host}>"
        try:
            validate_email(parseaddr(given)[1] * given.isprintable())
        except ValidationError:
            refuse("EMAIL_FROM", "takes an address like Hub <no-reply@hub.example>")
        return given

    @cached_property
    def sign_up_is_open(self) -> bool:
        """Whether strangers may make themselves an account; in production only where somebody decided so."""
        given = self.values.get("HUB_SIGN_UP", "").strip().lower() or SIGN_UP[not self.debug]
        if given not in SIGN_UP:
            refuse("HUB_SIGN_UP", "takes open or closed")
        return given == "open"

    @cached_property
    def playground_is_on(self) -> bool:
        """Whether the pages for developers let people walk through the flow by hand."""
        given = self.values.get("HUB_PLAYGROUND", "").strip().lower()
        if given not in ON + OFF:
            refuse("HUB_PLAYGROUND", "takes on or off")
        return given in ON if given else self.debug

    @cached_property
    def proxies(self) -> int:
        """How many proxies of one's own stand in front, each adding to ``X-Forwarded-For`` whom it heard from."""
        given = self.values.get("HUB_PROXIES", "").strip() or "0"
        if given not in PROXIES:
            refuse("HUB_PROXIES", "takes a number from 0 to 9")
        return int(given)

    @cached_property
    def throttles(self) -> dict[str, str | None]:
        """Limits other than the Hub's own; hub_oauth.E003 names a wrong one."""
        given = self.values.get("HUB_THROTTLES", "").strip()
        return dict(throttle(pair) for pair in given.split(",")) if given else {}

    @cached_property
    def links(self) -> dict[str, str]:
        """Where people get help and report an app: keys of HUB_OAUTH; hub_oauth.E003 names a wrong one."""
        return {key: self.values.get(f"HUB_{key}", "").strip() for key in ("HELP_URL", "REPORT_URL")}

    @cached_property
    def client_id_documents(self) -> dict[str, Any]:
        """Whose client-id metadata documents are read: keys of HUB_OAUTH."""
        given = [word.strip() for word in self.values.get("HUB_CLIENT_ID_DOCUMENTS", "").split(",") if word.strip()]
        if given in ([], ["off"], ["any"]):
            return {"CLIENT_ID_DOCUMENTS": given[0] if given else "off"}
        if not all(map(DOCUMENT_HOST.fullmatch, given)):
            refuse("HUB_CLIENT_ID_DOCUMENTS", "takes off, any, or hosts with commas between them, without https://")
        return {"CLIENT_ID_DOCUMENTS": "allow-list", "CLIENT_ID_DOCUMENT_HOSTS": given}

    def url(self, name: str, schemes: tuple[str, ...], read: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
        given = self.text(name)
        parsed(name, given, schemes)
        return settings_of(name, given, read)

    def text(self, name: str) -> str:
        given = self.values.get(name, "").strip()
        if not given and self.debug:
            return DEVELOPMENT[name]
        if not given:
            refuse(name, "is missing")
        return given


def throttle(pair: str) -> tuple[str, str | None]:
    name, is_one, rate = (part.strip() for part in pair.partition("="))
    if not is_one:
        refuse("HUB_THROTTLES", "takes NAME=RATE with commas between them, as in token.user=120/m")
    return name, None if rate == "off" else rate
