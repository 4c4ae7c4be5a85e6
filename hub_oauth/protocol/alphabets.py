"""Letters of several alphabets in one word, by which one name is made to look like another (UTS #39)."""

from __future__ import annotations

import unicodedata
from typing import Final

# Written beside one another, and beside Latin letters, in ordinary Chinese, Japanese and Korean.
EAST_ASIAN: Final = frozenset({"BOPOMOFO", "CJK", "HANGUL", "HIRAGANA", "IDEOGRAPHIC", "KATAKANA", "KATAKANA-HIRAGANA"})
# Drawn as nothing, though they are no control or format characters (Default_Ignorable_Code_Point, braille blank).
INVISIBLE: Final = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | frozenset(
    map(chr, [*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)])
)
# What reads as a Latin letter, in lower case, and that letter; i and l are one, for the capital I is drawn like l.
LOOKS_LIKE: Final = str.maketrans(
    "авгԁеһіјкӏмнопԛрсѕтуѵԝхαβεηικνορτυχωı01|i",
    "abrdehljklmhonqpcstyvwxabenlkvoptuxwlolll",
)
# Greek capitals, where the small letter looks like another.
CAPITALS: Final = str.maketrans("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "abezhikmnoptyx")

# Small letters that are drawn as Latin ones are, whatever the font: Cyrillic, then Greek.
DRAWN_AS_LATIN: Final = frozenset("асԁеһіјӏорԛѕԝхуѵаικνορυω") | frozenset("0123456789-")


def alphabets(text: str) -> frozenset[str]:
    """Of its letters: LATIN, CYRILLIC, GREEK, HAN …, by the first word of the character's name."""
    letters = (character for character in text if unicodedata.category(character)[0] == "L")
    names = (unicodedata.name(letter, "UNKNOWN") for letter in letters)
    return frozenset(name.split()[0] for name in names if not name.startswith("MODIFIER"))


def is_mixed(word: str) -> bool:
    """Whether its letters come from alphabets that nobody writes together in one word."""
    return len(alphabets(word) - EAST_ASIAN) > 1


def passes_for_latin(word: str) -> bool:
    """Whether all of a word in another alphabet is drawn as a Latin one would be."""
    return not word.isascii() and set(word.lower()) <= DRAWN_AS_LATIN


def is_legible(text: str) -> bool:
    """Whether each character of it is seen, as itself and in its place."""
    return text == unicodedata.normalize("NFKC", text) and not any(map(is_hidden, text))


def is_hidden(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] == "C" or category in ("Zl", "Zp") or character in INVISIBLE


def read_as(text: str) -> str:
    """What it is taken for at a glance: Latin letters in lower case, without accents."""
    bare = (
        c for c in unicodedata.normalize("NFD", text.translate(CAPITALS).casefold()) if unicodedata.category(c) != "Mn"
    )
    return "".join(bare).translate(LOOKS_LIKE)
