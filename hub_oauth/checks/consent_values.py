"""E003, W020: what HUB_OAUTH says about the consent page and the admin."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from hub_oauth.conf import DAY, DEFAULTS, conf

REDIRECTS: Final = ("redirect", "interstitial")
LONGEST: Final = 3650 * DAY


def problems() -> Iterator[tuple[str, str, str]]:
    """A key, what is wrong with its value, and the remedy."""
    yield from durations(conf["CONSENT_DURATIONS"])
    yield from reserved_names(conf["RESERVED_NAMES"])
    if conf["CONSENT_REDIRECT"] not in REDIRECTS:
        yield "CONSENT_REDIRECT", f"{conf['CONSENT_REDIRECT']!r} is not a way back.", f"One of {', '.join(REDIRECTS)}."
    if not isinstance(conf["ALLOW_POPUP_CLIENTS"], bool):
        yield (
            "ALLOW_POPUP_CLIENTS",
            f"{conf['ALLOW_POPUP_CLIENTS']!r} is neither True nor False.",
            "The default is False.",
        )
    if conf["SHOW_RAW_TOKEN_ADMIN"] not in (True, False, None):
        yield (
            "SHOW_RAW_TOKEN_ADMIN",
            f"{conf['SHOW_RAW_TOKEN_ADMIN']!r} is neither True, False nor None.",
            "The default is None.",
        )


def durations(given: Any) -> Iterator[tuple[str, str, str]]:
    hint = f"Write them as {DEFAULTS['CONSENT_DURATIONS']}: seconds, None for no end, the one chosen at first last."
    if not isinstance(given, (list, tuple)) or not given:
        yield "CONSENT_DURATIONS", f"{given!r} is not a list of durations.", hint
        return
    for seconds in given:
        if seconds is not None and not (type(seconds) is int and 0 < seconds <= LONGEST):
            yield "CONSENT_DURATIONS", f"{seconds!r} is not a whole number from 1 to {LONGEST}, nor None.", hint
    if len(set(map(str, given))) < len(given):
        yield "CONSENT_DURATIONS", "One of them is there twice.", hint


def reserved_names(given: Any) -> Iterator[tuple[str, str, str]]:
    if not isinstance(given, (list, tuple, set, frozenset)) or not all(isinstance(w, str) and w.strip() for w in given):
        hint = 'Write ["official"]: words that no app may be called by; an empty list leaves the site\'s own name.'
        yield "RESERVED_NAMES", f"{given!r} is not a list of words.", hint


@register
def popups_reach_the_sign_in_page(**kwargs: Any) -> list[CheckMessage]:
    policy = settings.SECURE_CROSS_ORIGIN_OPENER_POLICY
    if conf["ALLOW_POPUP_CLIENTS"] is not True or policy in (None, "", "unsafe-none"):
        return []
    hint = (
        'Set SECURE_CROSS_ORIGIN_OPENER_POLICY = "unsafe-none", or send that header on the sign-in page by other means '
        "and silence this."
    )
    return [Warning(f"The sign-in page cuts off popups ({policy}).", hint=hint, id="hub_oauth.W020")]
