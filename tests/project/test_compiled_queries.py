"""The site's own compiled queries give what their querysets give."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client

from hub_oauth.compiled_queries import CompiledSelect
from hub_project import authentication, sessions
from tests.support import compiled

pytestmark = pytest.mark.django_db

# Each with the names of its values.
SELECTS: Final[dict[str, tuple[CompiledSelect[Any], tuple[str, ...]]]] = {
    "session": (sessions.LIVE, ("session_key", "expire_date")),
    "person of a session": (authentication.BY_ID, ("id",)),
}
EACH_VALUE: Final = [(name, value) for name, (_, values) in SELECTS.items() for value in values]


@pytest.fixture
def keys(anna: User, client: Client) -> dict[str, Any]:
    """Values under which both find a row; there is another person, with another session."""
    for person in (User.objects.create_user("dora"), anna):
        client.force_login(person)
        client.cookies.clear()
    session = Session.objects.latest("expire_date")
    return {"session_key": session.session_key, "expire_date": session.expire_date - timedelta(hours=1), "id": anna.pk}


def both(name: str, keys: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """All columns of the rows that a replay reads, and of those that the queryset reads."""
    select, names = SELECTS[name]
    replayed, queried = select.all(**{key: keys[key] for key in names}), compiled.queried(select, keys)
    return [compiled.columns(row) for row in replayed], [compiled.columns(row) for row in queried]


@pytest.mark.parametrize("name", SELECTS)
def test_a_replay_reads_what_the_queryset_reads(name: str, keys: dict[str, Any]) -> None:
    replayed, queried = both(name, keys)
    assert replayed == queried
    assert len(replayed) == 1


@pytest.mark.parametrize(("name", "value"), EACH_VALUE, ids=[f"{name}: {value}" for name, value in EACH_VALUE])
def test_a_replay_binds_the_values_of_its_own_call(name: str, value: str, keys: dict[str, Any]) -> None:
    before, _ = both(name, keys)
    replayed, queried = both(name, {**keys, value: compiled.another(keys[value])})
    assert replayed == queried != before


def test_every_compiled_query_of_the_site_is_held_against_its_queryset() -> None:
    """And of the part of the Hub that only this site can import."""
    known = {select for select, _ in SELECTS.values()}
    found = {one: name for name, one in compiled.standing_in("hub_project", "hub_oauth.contrib")}
    assert [name for one, name in found.items() if one not in known] == []
    assert known <= set(found)
