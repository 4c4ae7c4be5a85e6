"""People and apps by what an administrator types: their keys first, so that long lists are read by index."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Q

from hub_oauth.dot.applications import application_model

WORDS: Final = 5  # of a search; each costs a look at people and at apps
KEYS: Final = 1000  # above it a word says so little that the database had better look for itself


def words_of(term: str) -> list[str]:
    """Without NUL, which no database has."""
    return term.replace("\0", "").split()[:WORDS]


def people(word: str) -> Any:
    """Whose user name, or e-mail address for a word with @, begins with it; in its case, or all in lower case.

    Without regard to case every row would have to be read and changed: a third of a second for 200,000 people.
    """
    return of_people(*(Q(**{f"{name}__startswith": text}) for name in names(word) for text in spellings(word)))


def people_named(word: str) -> Any:
    """Whose user name or e-mail address is the word."""
    return of_people(*(Q(**{f"{name}__in": spellings(word)}) for name in names(word)))


def apps(word: str) -> Any:
    """Whose name holds the word, or whose client_id it is."""
    return application_model().objects.filter(Q(name__icontains=word) | Q(client_id=word))


def among(field: str, rows: Any) -> Q:
    """That a foreign key leads to one of these rows."""
    keys = list(rows.values_list("pk", flat=True)[: KEYS + 1])
    return Q(**{f"{field}__in": keys if len(keys) <= KEYS else rows.values("pk")})


def of_people(*conditions: Q) -> Any:
    found = Q()
    for condition in conditions:
        found |= condition
    return get_user_model()._default_manager.filter(found)


def names(word: str) -> list[str]:
    """The fields to look in: Django's own user model has no index for addresses, so only where one may be meant."""
    user = get_user_model()
    return list(dict.fromkeys((user.USERNAME_FIELD, *([user.get_email_field_name()] if "@" in word else []))))


def spellings(word: str) -> list[str]:
    return list(dict.fromkeys((word, word.lower())))
