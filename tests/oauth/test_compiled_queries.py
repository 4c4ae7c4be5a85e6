"""What is compiled once reads what its queryset reads, on each database, and never another call's values."""

from __future__ import annotations

from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.db.transaction import TransactionManagementError

from hub_oauth import access_tokens, clients, grants, revocation, secrets
from hub_oauth.compiled_queries import CompiledSelect
from hub_oauth.consents import locks, rows
from hub_oauth.models import ClientSecret, Grant
from hub_teams import memberships, team_question
from hub_teams.models import TeamAccess
from tests.support import compiled
from tests.support.app import App
from tests.support.factories import MembershipFactory
from tests.support.flow import connect
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

# Each with the names of its values.
SELECTS: Final[dict[str, tuple[CompiledSelect[Any], tuple[str, ...]]]] = {
    "access token": (access_tokens.BY_ACCESS_TOKEN, ("access_digest",)),
    "refresh handle": (access_tokens.BY_REFRESH_HANDLE, ("refresh_handle",)),
    "client": (clients.BY_CLIENT_ID, ("client_id",)),
    "client of a page": (clients.FOR_PAGE, ("client_id",)),
    "secret": (secrets.BY_DIGEST, ("application", "digest")),
    "standing": (grants.STANDING, ("id",)),
    "person of a revoked grant": (revocation.PERSON, ("user",)),
    "consent": (rows.STANDING, ("user", "application")),
    "locked consent": (locks.LOCKED, ("user", "client_id")),
    "person and client as committed": (locks.AS_COMMITTED, ("user", "client_id")),
    "teams, asked first": (team_question.ASKED_FIRST, ("user",)),
    "teams, asked again": (team_question.ASKED_AGAIN, ("user", "consent")),
    "teams by number": (memberships.by_team(3), ("user", "consent")),
    **{f"locked by {name}": (select, (name,)) for name, select in grants.LOCKED.items()},
}
EACH_VALUE: Final = [(name, value) for name, (_, values) in SELECTS.items() for value in values]


@pytest.fixture
def keys(alice: User, bob: User, web_app: App) -> dict[str, Any]:
    """Values under which every one of them finds a row, and the teams more than are asked for."""
    for name in "DCBA":
        MembershipFactory.create(user=alice, team__name=name)
    MembershipFactory.create(user=bob)
    connect(alice, web_app)
    grant, secret = Grant.objects.get(), ClientSecret.objects.get()
    TeamAccess.objects.get_or_create(consent=grant.consent, defaults={"mode": TeamAccess.Mode.ALL})
    return {
        "access_digest": bytes(grant.access_digest or b""),
        "refresh_handle": bytes(grant.refresh_handle or b""),
        "code_digest": bytes(grant.code_digest),
        "client_id": web_app.client_id,
        "application": grant.application_id,
        "user": alice.pk,
        "id": grant.consent_id,
        "consent": grant.consent_id,
        "digest": bytes(secret.digest),
    }


def both(name: str, keys: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    """All columns of the rows that a replay reads, and of those that the queryset reads."""
    select, names = SELECTS[name]
    with transaction.atomic():
        replayed = select.all(**{key: keys[key] for key in names})
        queried = compiled.queried(select, keys)
    return [compiled.columns(row) for row in replayed], [compiled.columns(row) for row in queried]


@pytest.mark.parametrize("name", SELECTS)
def test_a_replay_reads_what_the_queryset_reads(name: str, keys: dict[str, Any]) -> None:
    replayed, queried = both(name, keys)
    assert replayed == queried
    assert replayed


@pytest.mark.parametrize("name", SELECTS)
def test_the_first_row_is_the_first_of_all(name: str, keys: dict[str, Any]) -> None:
    select, names = SELECTS[name]
    with transaction.atomic():
        first = select.first(**{key: keys[key] for key in names})
        queried, *_ = compiled.queried(select, keys)
    assert first is not None
    assert compiled.columns(first) == compiled.columns(queried)


@pytest.mark.parametrize(("name", "value"), EACH_VALUE, ids=[f"{name}: {value}" for name, value in EACH_VALUE])
def test_a_replay_binds_the_values_of_its_own_call(name: str, value: str, keys: dict[str, Any]) -> None:
    before, _ = both(name, keys)
    replayed, queried = both(name, {**keys, value: compiled.another(keys[value])})
    assert replayed == queried != before


def test_the_teams_of_an_app_come_by_number_and_no_more_than_asked_for(keys: dict[str, Any]) -> None:
    mine = memberships.by_team(3).all(user=keys["user"], consent=keys["consent"])
    assert [membership.team.name for membership in mine] == ["D", "C", "B"]


def test_every_compiled_query_of_the_packages_is_held_against_its_queryset() -> None:
    """What remembers one by a number of rows is held by the one above."""
    known = {select for select, _ in SELECTS.values()} - {memberships.by_team(3)} | {memberships.by_team}
    found = {
        one: name
        for name, one in compiled.standing_in("hub_oauth", "hub_teams", but="hub_oauth.contrib")
        if compiled.reads(one)
    }
    assert [name for one, name in found.items() if one not in known] == []
    assert known <= set(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", grants.LOCKED)
def test_no_row_is_locked_outside_a_transaction(name: str, keys: dict[str, Any]) -> None:
    """Without one a database takes the statement and lets go of the row at once."""
    with transaction.atomic():
        assert grants.lock(**{name: keys[name]}) is not None
    with pytest.raises(TransactionManagementError), statements() as sent:
        grants.lock(**{name: keys[name]})
    assert not sent
