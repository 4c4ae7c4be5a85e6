"""Lengths of time in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from django.utils.translation import ngettext

UNITS: Final[tuple[tuple[int, Callable[[int], str]], ...]] = (
    (86400, lambda count: ngettext("%(count)d day", "%(count)d days", count)),
    (3600, lambda count: ngettext("%(count)d hour", "%(count)d hours", count)),
    (60, lambda count: ngettext("%(count)d minute", "%(count)d minutes", count)),
    (1, lambda count: ngettext("%(count)d second", "%(count)d seconds", count)),
)


def in_words(seconds: int) -> str:
    """In the largest unit that says it exactly: 3600 is 1 hour, 5400 is 90 minutes."""
    size, word = next((size, word) for size, word in UNITS if seconds % size == 0)
    return word(seconds // size) % {"count": seconds // size}
