"""Which names apps and publishers may carry: they are what people trust (OAuth 2.1 §7.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hub_oauth.conf import conf
from hub_oauth.protocol.alphabets import is_legible, is_mixed, read_as

NAME_LIMIT: Final = 60
WORD: Final = re.compile(r"\w+")


def problems(what: str, name: str, *, first_party: bool) -> Iterator[str]:
    """Sentences for what is wrong. what: name or publisher; first_party: an app of the site's own may bear its name."""
    if len(name) > NAME_LIMIT:
        yield f"The {what} has {len(name)} characters; {NAME_LIMIT} are allowed."
    if not is_legible(name):
        yield f"The {what} {name!a} holds look-alike, invisible or control characters."
    elif mixed := [word for word in WORD.findall(name) if is_mixed(word)]:
        yield f"The {what} writes {mixed[0]!a} in letters of several alphabets."
    if not first_party and (taken := reserved_in(name)):
        yield f"The {what} {name!a} reads as {taken!r}, which only the site's own apps may be called."


def reserved_in(name: str) -> str | None:
    """The site's name or the reserved word that somebody would read in it, as whole words."""
    shown = words_of(name)
    return next((word for word in (conf.site_name, *conf.reserved_names) if words_of(word) in shown), None)


def words_of(name: str) -> str:
    """As they are read at a glance, with a space around each."""
    return f" {' '.join(WORD.findall(read_as(name)))} "
