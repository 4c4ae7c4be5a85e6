"""What the protocol says in English, in the language of whoever reads it."""

from __future__ import annotations

from django.utils.translation import gettext

from hub_oauth.protocol.sentences import Sentence


def told(sentence: object) -> object:
    """A sentence, and each one inside it, in the language that is active; anything else as it is."""
    if not isinstance(sentence, Sentence):
        return sentence
    template = gettext(sentence.template)
    return template % {name: told(value) for name, value in sentence.values.items()} if sentence.values else template
