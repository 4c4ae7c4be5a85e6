"""W008–W009: django-cors-headers, where it is installed; its middleware answers before the Hub's views do."""

from __future__ import annotations

from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

NEEDED: Final = {
    "CORS_ALLOW_HEADERS": ("authorization", "content-type"),
    "CORS_ALLOW_METHODS": ("GET", "POST", "PATCH", "DELETE"),
}


@register
def preflights_allow_tokens(**kwargs: Any) -> list[CheckMessage]:
    if not apps.is_installed("corsheaders"):
        return []
    return [
        Warning(
            f"{name} does not allow {word!r}: single-page apps can't use the Hub.",
            hint=f"Add {word!r} to {name}.",
            id="hub_oauth.W008",
        )
        for name, words in NEEDED.items()
        for word in words
        if not allows(name, word)
    ]


def allows(name: str, word: str) -> bool:
    """Its defaults allow all of them."""
    given = getattr(settings, name, None)
    return given is None or word.lower() in {one.lower() for one in given}


@register
def nobody_reads_our_pages(**kwargs: Any) -> list[CheckMessage]:
    if not apps.is_installed("corsheaders"):
        return []
    if not all(getattr(settings, name, False) for name in ("CORS_ALLOW_ALL_ORIGINS", "CORS_ALLOW_CREDENTIALS")):
        return []
    hint = "Name the origins in CORS_ALLOWED_ORIGINS, or turn CORS_ALLOW_CREDENTIALS off."
    return [Warning("Every site may read the consent page of a person.", hint=hint, id="hub_oauth.W009")]
