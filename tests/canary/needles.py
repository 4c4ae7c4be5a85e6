"""Secrets, and where a text holds one: as it is, or in an encoding that anybody can undo."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import quote, quote_plus, unquote

# Long enough to be no accident; the handle of a refresh token has no more.
KEY: Final = 22
WORD: Final = re.compile(r"[A-Za-z0-9+/=_-]{22,}")
SHORTEST_PHRASE: Final = 12
# Of fewer different characters is what a test writes where it needs only length.
FILLER: Final = 8
# Bytes in front of a text -> how many characters of base64 they spoil.
SPOILED: Final = {0: 0, 1: 2, 2: 3}


@dataclass
class Needles:
    """Random values are found by their first characters, so that ten thousand cost no more than one; phrases, which
    people chose, one by one."""

    kinds: dict[str, str] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)

    def add(self, kind: str, value: str) -> None:
        """Remember a secret. kind: what a report calls it, for it never shows the value."""
        if value in self.kinds or len(set(value)) < FILLER:
            return
        if WORD.fullmatch(value):
            self.kinds[value] = kind
            self.keys |= {form[:KEY]: kind for form in encodings(value) if len(form) >= KEY}
        elif len(value) >= SHORTEST_PHRASE:
            self.kinds[value] = kind
            self.phrases |= dict.fromkeys({*encodings(value), quote(value), quote_plus(value)}, kind)

    def found_in(self, text: str) -> set[str]:
        """The kinds of all secrets in a text."""
        plain = unquote(text) if "%" in text else text
        return {*self.words_in(text), *(self.words_in(plain) if plain != text else ()), *self.phrases_in(text)}

    def words_in(self, text: str) -> Iterator[str]:
        for word in WORD.findall(text):
            for start in range(len(word) - KEY + 1):
                if kind := self.keys.get(word[start : start + KEY]):
                    yield kind

    def phrases_in(self, text: str) -> Iterator[str]:
        return (kind for phrase, kind in self.phrases.items() if phrase in text)


def encodings(value: str) -> Iterator[str]:
    """The value itself, in hex, and in base64 wherever it stands in what is encoded."""
    raw = value.encode()
    yield value
    yield raw.hex()
    yield raw.hex().upper()
    for before, spoiled in SPOILED.items():
        for encode in (base64.b64encode, base64.urlsafe_b64encode):
            # The last group depends on what follows.
            yield encode(b"\0" * before + raw).decode()[spoiled:].rstrip("=")[:-3]
