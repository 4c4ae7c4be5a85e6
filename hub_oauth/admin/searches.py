"""People and apps by what an administrator types, as subqueries for lists that join neither."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Q

from hub_oauth.dot.applications import application_model

WORDS: Final = 5  # of a search; each costs a look at people and at apps


def words_of(term: str) -> list[str]:
    """Without NUL, which no database has."""
    return term.replace("\0", "").split()[:WORDS]


def people(word: str) -> Any:
    """Whose user name or e-mail address holds the word."""
    return get_user_model()._default_manager.filter(names_of_people("icontains", word))


def people_named(word: str) -> Any:
    """Whose user name or e-mail address is the word."""
    return get_user_model()._default_manager.filter(names_of_people("iexact", word))


def names_of_people(lookup: str, word: str) -> Q:
    user = get_user_model()
    username, email = user.USERNAME_FIELD, user.get_email_field_name()
    return Q(**{f"{username}__{lookup}": word}) | Q(**{f"{email}__{lookup}": word})


def apps(word: str) -> Any:
    """Whose name holds the word, or whose client_id it is."""
    return application_model().objects.filter(Q(name__icontains=word) | Q(client_id=word))
