"""E003: values of HUB_OAUTH that can't work."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from django.core.checks import CheckMessage, Error, register
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from hub_oauth import scopes as registry
from hub_oauth.checks import client_documents, consent_values
from hub_oauth.conf import DAY, DEFAULTS, THROTTLES, conf
from hub_oauth.protocol.registration import link_refusal
from hub_oauth.throttles import rate_of

NUMBERS: Final = tuple(name for name, value in DEFAULTS.items() if type(value) is int)
FUNCTIONS: Final = (
    "DISPLAY_NAME",
    "CLIENT_ADDRESS",
    "CAN_GRANT",
    "ADMIN_CLIENTS",
    "LANGUAGE_OF",
    "TIME_ZONE_OF",
    "NOTIFY",
)
SWITCHES: Final = ("PASSWORD_CHANGE_ENDS_GRANTS",)
SILENT: Final = ("NOTIFY",)
NOTIFY_ON_GRANT: Final = ("new", "sensitive", "never")
FOREVER: Final = 3650 * DAY
LINKS: Final = ("HELP_URL", "REPORT_URL")
DOCUMENTS: Final = ("POLICY_URL", "TERMS_URL")
PAGES: Final = ("DOCUMENTATION_URL", "ERROR_DOCS_URL", "PLAYGROUND_URL")
# What may stand in an error_uri (RFC 6749 §5.2), without a fragment, which the cause becomes.
PAGE: Final = re.compile(r"(?:https://[^/\s]+)?/[!$-\[\]-~]*")
LINK: Final = re.compile(r"https://[^/\s\"'<>\\]+[^\s\"'<>\\]*|mailto:[^@\s\"'<>\\]+@[^\s\"'<>\\]+")

# A key, what is wrong with its value, and the remedy.
Problem: TypeAlias = tuple[str, str, str]


@register
def values_fit(**kwargs: Any) -> list[CheckMessage]:
    return [Error(f"HUB_OAUTH[{key!r}]: {rule}", hint=hint, id="hub_oauth.E003") for key, rule, hint in problems()]


def problems() -> Iterator[Problem]:
    yield from numbers()
    yield from limits()
    yield from words()
    yield from links()
    yield from pages()
    yield from password_change_url()
    yield from throttles(conf["THROTTLES"])
    yield from functions()
    yield from default_scopes(conf["DEFAULT_SCOPES"])
    yield from resources(conf["RESOURCES"])
    yield from consent_values.problems()
    yield from client_documents.problems()


def numbers() -> Iterator[Problem]:
    for key in NUMBERS:
        value = conf[key]
        lowest = 0 if key.startswith("RETRY") or key == "SECRET_OVERLAP" else 1
        if not is_number(value) or not lowest <= value <= FOREVER:
            yield (
                key,
                f"{value!r} is not a whole number from {lowest} to {FOREVER}.",
                f"The default is {DEFAULTS[key]}.",
            )


def is_number(value: Any) -> bool:
    return type(value) is int  # True is an int, too


def limits() -> Iterator[Problem]:
    """What each number may be beside the others."""
    idle, absolute = conf["REFRESH_IDLE_LIFETIME"], conf["REFRESH_ABSOLUTE_LIFETIME"]
    if is_number(idle) and is_number(absolute) and idle > absolute:
        hint = f"At most REFRESH_ABSOLUTE_LIFETIME, which is {absolute}."
        yield "REFRESH_IDLE_LIFETIME", f"{idle} is longer than a connection lives.", hint
    overlap = conf["SECRET_OVERLAP"]
    if is_number(overlap) and overlap > 7 * DAY:
        yield "SECRET_OVERLAP", f"{overlap} keeps a replaced secret good for too long.", f"At most {7 * DAY}, a week."
    retry = conf["RETRY_UNUSED_LIFETIME"]
    if is_number(retry) and retry > DAY:
        yield "RETRY_UNUSED_LIFETIME", f"{retry} keeps a replaced token good for too long.", f"At most {DAY}, a day."


def words() -> Iterator[Problem]:
    name = conf["SITE_NAME"]
    if not isinstance(name, (str, Promise)) or not str(name).strip():
        yield "SITE_NAME", f"{name!r} is not a name.", "People read it on every page of the Hub."
    for key in SWITCHES:
        if not isinstance(conf[key], bool):
            yield key, f"{conf[key]!r} is neither True nor False.", f"The default is {DEFAULTS[key]}."
    if conf["NOTIFY_ON_GRANT"] not in NOTIFY_ON_GRANT:
        yield "NOTIFY_ON_GRANT", f"{conf['NOTIFY_ON_GRANT']!r} is unknown.", f"One of {', '.join(NOTIFY_ON_GRANT)}."


def links() -> Iterator[Problem]:
    for key in LINKS:
        value = conf[key]
        if value and not (isinstance(value, str) and LINK.fullmatch(value)):
            yield key, f"{value!r} is neither https nor mailto.", 'As in "https://hub.example/help"; "" for no link.'
    for key in DOCUMENTS:
        value = conf[key]
        if value and (not isinstance(value, str) or link_refusal(value)):
            yield key, f"{value!r} is not an https address.", 'As in "https://hub.example/developers"; "" for none.'


def pages() -> Iterator[Problem]:
    for key in PAGES:
        value = conf[key]
        if value and not (isinstance(value, str) and PAGE.fullmatch(value)):
            yield key, f"{value!r} is neither a path nor https.", "As in \"/developers/errors\"; '' for no page."


def password_change_url() -> Iterator[Problem]:
    value = conf["PASSWORD_CHANGE_URL"]
    try:
        fits = isinstance(value, str) and resolve_url(value or "/")
    except NoReverseMatch:
        fits = False
    if not fits:
        yield "PASSWORD_CHANGE_URL", f"{value!r} does not resolve.", "A path, or the name of a URL; '' for neither."


def throttles(given: Any) -> Iterator[Problem]:
    if not isinstance(given, Mapping):
        yield "THROTTLES", f"{given!r} is not a dictionary.", 'Write {"token.user": "120/m"}: only what you change.'
        return
    for name, rate in given.items():
        if name not in THROTTLES:
            yield "THROTTLES", f"{name!r} is no limit of the Hub.", f"There are: {', '.join(THROTTLES)}."
        elif rate is not None and not is_rate(rate):
            yield "THROTTLES", f"{rate!r} for {name!r} is not a rate.", "A number and s, m, h or d: '60/m'; None: off."


def is_rate(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(rate_of(value))
    except ValueError:
        return False


def functions() -> Iterator[Problem]:
    for key in FUNCTIONS:
        if conf[key] is None and key in SILENT:
            continue
        if problem := not_callable(conf[key]):
            yield key, problem, f"The default is {DEFAULTS[key]!r}."


def not_callable(value: Any) -> str | None:
    try:
        found = import_string(value) if isinstance(value, str) else value
    except ImportError:
        return f"{value!r} can't be imported."
    return None if callable(found) else f"{value!r} is not callable."


def default_scopes(names: Any) -> Iterator[Problem]:
    hint = 'Write ["profile:read"]: scopes that an app registered in its scopes module.'
    if not is_list(names):
        yield "DEFAULT_SCOPES", f"{names!r} is not a list.", hint
        return
    for name in names:
        if registry.find(name) is None:
            yield "DEFAULT_SCOPES", f"{name!r} is not a registered scope.", hint


def is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset))


def resources(given: Any) -> Iterator[Problem]:
    hint = 'Write {"/reports/": ["teams:read"]}: a path of this site, and the scopes a token needs there.'
    if not isinstance(given, Mapping):
        yield "RESOURCES", f"{given!r} is not a dictionary.", hint
        return
    for path, scopes in given.items():
        if not is_path(path):
            yield "RESOURCES", f"{path!r} is not a path below the root.", hint
        if not is_list(scopes) or not scopes or any(registry.find(scope) is None for scope in scopes):
            yield "RESOURCES", f"{scopes!r} for {path!r} is not a list of registered scopes.", hint


def is_path(value: Any) -> bool:
    """A path and nothing else, below the root: the root itself would open every view of the host."""
    return (
        isinstance(value, str)
        and value.startswith("/")
        and bool(value.strip("/"))
        and not {"?", "#", " "} & set(value)
        and "//" not in value
    )
