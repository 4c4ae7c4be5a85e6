"""E001–E003: the values of HUB_OAUTH."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from hub_oauth import scopes as registry
from hub_oauth.conf import DEFAULTS, conf

LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")
NUMBERS: Final = tuple(name for name, value in DEFAULTS.items() if type(value) is int)
FUNCTIONS: Final = ("DISPLAY_NAME", "CLIENT_ADDRESS")


@register
def keys_are_known(**kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"HUB_OAUTH has no key {key!r}.", hint=did_you_mean(str(key)), id="hub_oauth.E001")
        for key in conf.given
        if key not in DEFAULTS
    ]


def did_you_mean(key: str) -> str:
    near = difflib.get_close_matches(key.upper(), DEFAULTS, n=1)
    return f"Did you mean {near[0]!r}?" if near else f"There are: {', '.join(DEFAULTS)}."


@register
def issuer_is_an_origin(**kwargs: Any) -> list[CheckMessage]:
    """RFC 8414 §2: an https URL; without a path, since the Hub is mounted at the root."""
    if issuer_is_right(conf.issuer):
        return []
    return [
        Error(
            f"HUB_OAUTH['ISSUER'] is {conf.issuer!r}, which is not an https origin.",
            hint="Write it as https://hub.example, no path and no slash at the end; http only for 127.0.0.1.",
            id="hub_oauth.E002",
        )
    ]


def issuer_is_right(issuer: str) -> bool:
    try:
        parts = urlsplit(issuer)
        port = parts.port
    except ValueError:
        return False
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    origin = f"{parts.scheme}://{host}" + (f":{port}" if port else "")
    secure = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    return bool(parts.hostname) and secure and issuer == origin


@register
def values_fit(**kwargs: Any) -> list[CheckMessage]:
    return [Error(f"HUB_OAUTH[{key!r}]: {rule}", hint=hint, id="hub_oauth.E003") for key, rule, hint in problems()]


def problems() -> Iterator[tuple[str, str, str]]:
    for key in NUMBERS:
        value = conf[key]
        if type(value) is not int or value < 0 or (value == 0 and not key.startswith("RETRY")):
            yield key, f"{value!r} is not a positive whole number.", f"The default is {DEFAULTS[key]}."
    for key in FUNCTIONS:
        if problem := not_callable(conf[key]):
            yield key, problem, f"The default is {DEFAULTS[key]!r}."
    for scope in conf["DEFAULT_SCOPES"]:
        if registry.find(scope) is None:
            yield "DEFAULT_SCOPES", f"{scope!r} is not a registered scope.", "Register it in a scopes module."
    yield from resource_problems(conf["RESOURCES"])


def not_callable(value: Any) -> str | None:
    try:
        found = import_string(value) if isinstance(value, str) else value
    except ImportError:
        return f"{value!r} can't be imported."
    return None if callable(found) else f"{value!r} is not callable."


def resource_problems(resources: Any) -> Iterator[tuple[str, str, str]]:
    hint = 'Write {"/reports/": ["teams:read"]}: a path of this site, and the scopes a token needs there.'
    if not isinstance(resources, dict):
        yield "RESOURCES", f"{resources!r} is not a dictionary.", hint
        return
    for path, scopes in resources.items():
        if not (isinstance(path, str) and path.startswith("/") and path != "/"):
            yield "RESOURCES", f"{path!r} is not a path below the root.", hint
        if isinstance(scopes, str) or not scopes or any(registry.find(scope) is None for scope in scopes):
            yield "RESOURCES", f"{scopes!r} for {path!r} is not a list of registered scopes.", hint
