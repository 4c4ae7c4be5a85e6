"""A language in which every sentence that goes through gettext stands between brackets: what has none was forgotten."""

from __future__ import annotations

from collections.abc import Collection
from html.parser import HTMLParser
from typing import Final

import pytest
from django.utils.translation import trans_real

OPEN, CLOSE = "⟦", "⟧"
SPOKEN: Final = {"alt", "aria-label", "placeholder", "title"}
# What stands in these is data: names, addresses, codes, and what somebody typed.
DATA: Final = {"bdi", "code", "style", "script", "q", "time", "textarea"}
VOID: Final = {"br", "hr", "img", "input", "link", "meta", "wbr", "source"}


class Pseudo(trans_real.DjangoTranslation):
    """English between brackets."""

    def gettext(self, message: str) -> str:
        return f"{OPEN}{message.rpartition(trans_real.CONTEXT_SEPARATOR)[2]}{CLOSE}"

    def ngettext(self, singular: str, plural: str, number: float) -> str:
        return self.gettext(singular if number == 1 else plural)


def speak(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on English is the pseudo-language."""
    trans_real.translation("en")
    monkeypatch.setitem(trans_real._translations, "en", Pseudo("en"))  # type: ignore[attr-defined]  # Django's own cache


class Reader(HTMLParser):
    """Collects what a person reads, or hears, outside brackets and data."""

    def __init__(self) -> None:
        super().__init__()
        self.path: list[tuple[str, bool]] = []  # the elements around, and whether their text is data
        self.depth = 0
        self.bare: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SPOKEN and value and OPEN not in value:
                self.keep(value)
        if tag not in VOID:
            self.path.append((tag, tag in DATA or ("aria-hidden", "true") in attrs))

    def handle_endtag(self, tag: str) -> None:
        while self.path and self.path.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        outside = []
        for character in data:
            self.depth += (character == OPEN) - (character == CLOSE)
            if not self.depth and character not in (OPEN, CLOSE):
                outside.append(character)
        if not any(is_data for _, is_data in self.path):
            self.keep("".join(outside))

    def keep(self, text: str) -> None:
        if any(character.isalpha() for character in text):
            self.bare.append(text.strip())


def bare_words(page: str, *, data: Collection[str] = ()) -> list[str]:
    """What stands on a page and did not go through gettext; data: texts that need not."""
    reader = Reader()
    reader.feed(page)
    return [text for text in reader.bare if text.strip(" ·…—-,:()") not in data]
