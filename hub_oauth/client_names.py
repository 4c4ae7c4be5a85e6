"""Which names apps and publishers may carry: they are what people trust (OAuth 2.1 §7.9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from hub_oauth.conf import conf
from hub_oauth.dot.applications import application_model
from hub_oauth.protocol.alphabets import is_legible, is_mixed, read_as
from hub_oauth.protocol.sentences import Sentence
from hub_oauth.protocol.sentences import gettext_noop as _

NAME_LIMIT: Final = 60
WORD: Final = re.compile(r"\w+")
# Punctuation by which names are told apart: C and C#, a domain and a word.
TELLING: Final = frozenset("#&@%.")
NAMED: Final = {"name": _("name"), "publisher": _("publisher")}


def problems(what: str, name: str, *, first_party: bool) -> Iterator[str]:
    """Sentences for what is wrong. what: name or publisher; first_party: an app of the site's own may bear its name."""
    if len(name) > NAME_LIMIT:
        yield of(
            what, _("The %(what)s has %(count)d characters; %(limit)d are allowed."), count=len(name), limit=NAME_LIMIT
        )
    if not is_legible(name):
        yield of(what, _("The %(what)s %(name)s holds look-alike, invisible or control characters."), name=ascii(name))
    elif mixed := [word for word in WORD.findall(name) if is_mixed(word)]:
        yield of(what, _("The %(what)s writes %(word)s in letters of several alphabets."), word=ascii(mixed[0]))
    if not first_party and (taken := reserved_in(name)):
        sentence = _("The %(what)s %(name)s reads as %(taken)s, which only the site's own apps may be called.")
        yield of(what, sentence, name=ascii(name), taken=repr(taken))


def of(what: str, template: str, **values: object) -> Sentence:
    return Sentence(template, what=Sentence(NAMED[what]), **values)


def imitations(name: str, *, client_id: str) -> Iterator[str]:
    """Where another app's name is read like this one, a sentence with that name. client_id: whose name it will be.

    A name that this app has already stays its own. One query.
    """
    apps = application_model().objects.filter(hub_profile__isnull=False).order_by("pk")
    names: dict[str, str] = dict(apps.values_list("client_id", "name"))
    if names.pop(client_id, None) == name:
        return
    reading = read_at_a_glance(name)
    if other := next((each for each in names.values() if read_at_a_glance(each) == reading), None):
        sentence = _("The name %(name)s reads like %(other)s, another app here; people could not tell them apart.")
        yield Sentence(sentence, name=ascii(name), other=ascii(other))


def read_at_a_glance(name: str) -> str:
    """The letters and signs by which people know a name; of one made of nothing else, its punctuation."""
    signs = "".join(c for c in read_as(name) if unicodedata.category(c)[0] not in "ZP" or c in TELLING)
    return signs.strip(".") or " ".join(name.split())


def reserved_in(name: str) -> str | None:
    """The site's name or the reserved word that somebody would read in it, as whole words."""
    shown = words_of(name)
    return next((word for word in (conf.site_name, *conf.reserved_names) if words_of(word) in shown), None)


def words_of(name: str) -> str:
    """As they are read at a glance, with a space around each."""
    return f" {' '.join(WORD.findall(read_as(name)))} "
