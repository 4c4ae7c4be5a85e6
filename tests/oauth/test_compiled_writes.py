"""What is compiled once writes what a queryset's ``update`` and ``save`` write, on each database, and no other row."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, Final

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Expression

from hub_oauth import audit, codes, grants, refresh_tokens, revocation
from hub_oauth.compiled_queries import Compiled, CompiledChange, CompiledUpdate, Parameter
from hub_oauth.models import AuditEvent, Grant
from hub_oauth.protocol import tokens
from tests.support import compiled
from tests.support.app import App
from tests.support.effects import effect
from tests.support.flow import code_for, connect, redeem
from tests.support.registry import application_of
from tests.support.statements import statements

pytestmark = pytest.mark.django_db

WRITES: Final[dict[str, Compiled]] = {
    "spend": codes.SPEND,
    "rotate": refresh_tokens.ROTATE,
    "revoke": revocation.END,
    "end the oldest": grants.end_beyond(2, 2),
    "new grant": grants.NEW,
    "new grant, with its event": grants.CREATE,
    "event": audit.EVENT,
}


@pytest.fixture
def event(alice: User, web_app: App) -> dict[str, Any]:
    """The columns of an event that has something in each of them."""
    act = audit.Act(actor=alice, address="2001:db8::1", reference="REFERENCE")
    parties: dict[str, Any] = {"user": alice, "client": application_of(web_app)}
    return audit.columns_of("token.issued", act, **parties, refused=True, reason="why", number=1, scope="teams:read")


@pytest.fixture
def values(alice: User, bob: User, web_app: App, event: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """What each write is given, where there are grants in use and codes that wait, of alice and of bob."""
    for person in (bob, alice, alice):
        connect(person, web_app)
    for person in (alice, alice, alice, bob):
        code_for(person, web_app)
    mine = Grant.objects.filter(user=alice).order_by("pk")
    in_use, waiting = mine.exclude(spent_at=None)[0], mine.filter(spent_at=None)[0]
    soon = waiting.created_at + timedelta(minutes=1)
    pair = {
        "access_digest": b"a" * 32,
        "access_scopes": "profile:read",
        "access_expires_at": soon + timedelta(minutes=1),
        "access_first_used_at": soon + timedelta(minutes=2),
        "refresh_handle": b"h" * 32,
        "refresh_digest": b"r" * 32,
        "idle_expires_at": soon + timedelta(minutes=3),
    }
    rotation = {
        "previous_refresh_digest": b"p" * 32,
        "generation": 7,
        "rotated_at": soon + timedelta(minutes=4),
        "sealed_retry": b"sealed",
    }
    new = Grant.objects.get(pk=waiting.pk)
    new.code_digest, new.request_id = b"c" * 32, uuid.uuid4()
    return {
        "spend": {"id": waiting.pk, "spent_at": soon, **pair},
        "rotate": {"id": in_use.pk, **pair, **rotation},
        "revoke": {"id": in_use.pk},
        "end the oldest": {"consent": in_use.consent_id},
        "new grant": grants.NEW.values_of(new),
        "new grant, with its event": grants.NEW.values_of(new),
        "event": event,
    }


def replay(write: Any, values: dict[str, Any], event: dict[str, Any]) -> None:
    if isinstance(write, CompiledChange):
        write.execute(values, event)
    else:
        write.execute(**values)


def by_clock(write: Any) -> set[str]:
    """The columns that an update gives the database's time."""
    update = write.write if isinstance(write, CompiledChange) else write
    new = update.columns.items() if isinstance(update, CompiledUpdate) else ()
    return {name for name, value in new if isinstance(value, Expression) and not isinstance(value, Parameter)}


@pytest.mark.parametrize("name", WRITES)
def test_a_replay_writes_what_django_writes(name: str, values: dict[str, Any], event: dict[str, Any]) -> None:
    write, given = WRITES[name], values[name]
    clock = by_clock(write)
    replayed = effect(lambda: replay(write, given, event), clock)
    assert replayed == effect(lambda: compiled.written(write, given, event), clock)
    assert replayed


@pytest.mark.parametrize("name", ["spend", "rotate", "revoke"])
def test_a_write_to_one_grant_changes_no_other(name: str, values: dict[str, Any], event: dict[str, Any]) -> None:
    changed = effect(lambda: replay(WRITES[name], values[name], event))
    assert [row["id"] for label, row in changed if label == "hub_oauth.Grant"] == [values[name]["id"]]


def test_the_oldest_that_end_are_counted(values: dict[str, Any]) -> None:
    consent = values["end the oldest"]["consent"]
    assert grants.end_beyond(2, 2).execute(consent=consent) == Grant.objects.filter(end_reason="cap").count() > 1


def test_every_compiled_write_of_the_packages_is_held_against_django() -> None:
    """What remembers one by its limits is held by the one above."""
    known = set(WRITES.values()) - {grants.end_beyond(2, 2)} | {grants.end_beyond}
    found = {
        one: name
        for name, one in compiled.standing_in("hub_oauth", "hub_teams", but="hub_oauth.contrib")
        if not compiled.reads(one)
    }
    assert [name for one, name in found.items() if one not in known] == []
    assert known <= set(found)


def test_an_event_is_kept_with_all_it_is_given(alice: User, web_app: App) -> None:
    act = audit.Act(actor=alice, address="2001:db8::1", reference="REFERENCE")
    audit.record("token.issued", act, user=alice, refused=True, reason="why", scope="profile:read", number=1)
    kept = AuditEvent.objects.latest("pk")
    assert (kept.event, kept.outcome, kept.reason, kept.reference) == ("token.issued", "refused", "why", "REFERENCE")
    assert (kept.actor_label, kept.user_id, kept.address) == ("alice", str(alice.pk), "2001:db8::1")
    assert kept.details == {"scope": "profile:read", "number": 1}
    assert kept.at is not None


def test_a_grant_that_is_spent_leaves_every_other_as_it_is(alice: User, web_app: App) -> None:
    other = code_for(alice, web_app)
    connect(alice, web_app)
    untouched = Grant.objects.get(code_digest=tokens.digest(other))
    assert (untouched.spent_at, untouched.access_digest) == (None, None)


def test_a_grant_changes_and_the_event_that_tells_of_it_is_kept(alice: User, web_app: App) -> None:
    """Both, whether the database takes them in one statement or in two."""
    code = code_for(alice, web_app)
    with statements() as sent:
        redeem(web_app, code)
    assert Grant.objects.get(code_digest=tokens.digest(code)).spent_at is not None
    assert AuditEvent.objects.latest("pk").event == "token.issued"
    together = [one for one in sent if "UPDATE" in one and "INSERT" in one]
    assert len(together) == (1 if connection.vendor == "postgresql" else 0)


def test_a_code_and_the_event_that_tells_of_its_consent_are_kept(alice: User, web_app: App) -> None:
    with statements() as sent:
        code = code_for(alice, web_app)
    grant, event = Grant.objects.get(code_digest=tokens.digest(code)), AuditEvent.objects.latest("pk")
    assert (event.event, event.details["scope"], event.client_id) == (
        "consent.granted",
        grant.scopes,
        web_app.client_id,
    )
    together = [one for one in sent if one.count("INSERT") == 2]
    assert len(together) == (1 if connection.vendor == "postgresql" else 0)
