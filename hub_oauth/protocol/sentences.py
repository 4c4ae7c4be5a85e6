"""Sentences that are English by themselves, and can be told in another language by whoever has catalogues."""

from __future__ import annotations

from typing import Self


class Sentence(str):
    """English, made of a template with named placeholders; ``hub_oauth.languages`` says it in the reader's language.

    values: numbers, text that is the same in every language, or sentences again.
    """

    __slots__ = ("template", "values")

    template: str
    values: dict[str, object]

    def __new__(cls, template: str, **values: object) -> Self:
        made = super().__new__(cls, template % values if values else template)
        made.template, made.values = template, values
        return made


def gettext_noop(template: str) -> str:
    """Marks a template for the catalogues, as Django's function of this name does, which is out of reach here."""
    return template
