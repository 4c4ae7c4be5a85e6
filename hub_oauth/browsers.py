"""Which browser a User-Agent means, in the one word that its person knows it by."""

from __future__ import annotations

from typing import Final

# Looked for in this order, since each later one stands in most earlier ones, too; blank for what we would misname.
MARKS: Final = (
    ("OPR/", ""),
    ("SamsungBrowser/", ""),
    ("Edg", "Edge"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("CriOS/", "Chrome"),
    ("Safari/", "Safari"),
)


def family(agent: str) -> str:
    """Firefox, Chrome, Safari, Edge, or nothing. agent: the header as sent, which anybody may write."""
    return next((name for mark, name in MARKS if mark in agent), "")
