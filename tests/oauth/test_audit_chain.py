"""The audit log: append-only by the database, and a hash chain that shows what was changed all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.db.models.functions import Now

from hub_oauth import audit, audit_chain, audit_guard, audit_retention
from hub_oauth.audit import SYSTEM, Act
from hub_oauth.models import AuditEvent, AuditRemoval, AuditSeal

pytestmark = pytest.mark.django_db

NOW = timedelta(seconds=-1)  # the future, so that what was just written counts as settled


def write(count: int = 3, **values: object) -> list[AuditEvent]:
    for number in range(count):
        audit.record("token.issued", SYSTEM, number=number, **values)
    return list(AuditEvent.objects.order_by("pk"))


def seal() -> None:
    for _ in audit_chain.seal(settled_after=NOW):
        pass


def flaws() -> list[audit_chain.Flaw]:
    return [flaw for batch in audit_chain.verify() for flaw in batch.flaws]


@pytest.mark.yardstick("P2")
@pytest.mark.parametrize("act", ["update", "delete"])
def test_an_event_is_neither_changed_nor_deleted(act: str) -> None:
    write(1)
    change: dict[str, Callable[[], object]] = {
        "update": lambda: AuditEvent.objects.update(reason="x"),
        "delete": lambda: AuditEvent.objects.all().delete(),
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change[act]()
    assert [event.reason for event in AuditEvent.objects.all()] == [""]


@pytest.mark.yardstick("P2")
@pytest.mark.parametrize("model", [AuditEvent, AuditSeal, AuditRemoval])
def test_no_row_is_replaced_by_another(model: type[Model]) -> None:
    """SQLite can insert over a row, past the triggers of DELETE; PostgreSQL has no such statement."""
    write(1)
    seal()
    AuditRemoval.objects.create(older_than=Now(), events=0, last_number=0, last_digest=bytes(32))
    before = list(model._default_manager.values())
    verb = "INSERT OR REPLACE" if connection.vendor == "sqlite" else "INSERT"
    table = model._meta.db_table
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{verb} INTO {table} SELECT * FROM {table}")
    assert list(model._default_manager.values()) == before


def test_the_guard_closes_again_within_a_transaction() -> None:
    write(1)
    with audit_guard.lifted():
        AuditEvent.objects.update(reason="changed")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(reason="again")


def test_a_sealed_log_verifies() -> None:
    write()
    assert list(audit_chain.seal(settled_after=NOW)) == [3]
    assert flaws() == []


def test_what_is_younger_than_a_minute_is_not_sealed_yet() -> None:
    write()
    assert list(audit_chain.seal()) == []


def test_sealing_again_seals_only_what_is_new() -> None:
    write()
    seal()
    write(2)
    assert list(audit_chain.seal(settled_after=NOW)) == [2]
    assert flaws() == []


@pytest.mark.parametrize("column", ["reason", "event", "client_id", "user_label", "reference", "address"])
def test_one_edited_row_is_found(column: str) -> None:
    event = write()[1]
    seal()
    edit(event, **{column: "192.0.2.1"})
    assert [flaw.event_id for flaw in flaws()] == [event.pk]


def edit(event: AuditEvent, /, **values: object) -> None:
    with audit_guard.lifted():
        AuditEvent.objects.filter(pk=event.pk).update(**values)


@pytest.mark.yardstick("P2")
def test_one_missing_row_is_found() -> None:
    event = write()[1]
    seal()
    with audit_guard.lifted():
        AuditEvent.objects.filter(pk=event.pk).delete()
    assert [(flaw.event_id, flaw.problem) for flaw in flaws()] == [(event.pk, "the event is missing")]


def test_a_row_taken_out_with_its_seal_is_found() -> None:
    event = write()[1]
    seal()
    with audit_guard.lifted():
        AuditEvent.objects.filter(pk=event.pk).delete()
        AuditSeal.objects.filter(event_id=event.pk).delete()
    assert [flaw.problem for flaw in flaws()][:1] == ["seals 2 to 2 are missing"]


def test_a_seal_made_anew_does_not_fit_the_next() -> None:
    first, event, last = write()
    seal()
    edit(event, reason="edited")
    event.refresh_from_db()
    before = AuditSeal.objects.get(event_id=first.pk)
    forged = audit_chain.seal_of(event, audit_chain.Link(before.number, bytes(before.digest)), bytes(16))
    with audit_guard.lifted():
        forged.save(force_update=True)
    assert [flaw.event_id for flaw in flaws()] == [last.pk]


@pytest.mark.yardstick("P2")
def test_one_edited_row_in_10000_is_found() -> None:
    AuditEvent.objects.bulk_create([AuditEvent(event="token.issued", reference=str(n)) for n in range(10_000)])
    seal()
    edited = AuditEvent.objects.get(reference="7777")
    with audit_guard.lifted():
        AuditEvent.objects.filter(pk=edited.pk).update(outcome="refused")
    assert [flaw.event_id for flaw in flaws()] == [edited.pk]


def test_retention_removes_the_beginning_and_the_rest_verifies() -> None:
    write()
    seal()
    assert audit_retention.remove_batch(timedelta(hours=-1), act=SYSTEM) == 3
    assert AuditRemoval.objects.get().events == 3
    assert [event.event for event in AuditEvent.objects.all()] == ["audit.removed"]
    seal()
    assert flaws() == []


def test_retention_leaves_what_is_young() -> None:
    write()
    seal()
    assert audit_retention.remove_batch(timedelta(days=1), act=SYSTEM) == 0
    assert AuditEvent.objects.count() == 3


def test_retention_stops_at_the_first_that_is_young() -> None:
    for event, days in zip(write(), (3, 1, 3), strict=True):
        edit(event, at=event.at - timedelta(days=days))
    seal()
    assert audit_retention.remove_batch(timedelta(days=2), act=SYSTEM) == 1
    seal()
    assert flaws() == []


@pytest.mark.yardstick("P2")
def test_erasing_a_person_leaves_the_chain_whole(alice: User) -> None:
    audit.record("consent.granted", Act(actor=alice, address="192.0.2.7"), user=alice)
    seal()
    assert audit_retention.erase(str(alice.pk), act=SYSTEM) == 1
    event = AuditEvent.objects.get(event="consent.granted")
    assert (event.user_label, event.actor_label, event.address) == ("", "", None)
    assert flaws() == []
    assert AuditSeal.objects.get(event_id=event.pk).salt is None


def test_a_person_is_erased_from_what_that_person_did(alice: User, bob: User) -> None:
    audit.record("consent.revoked", Act(actor=alice, address="192.0.2.7"), user=bob)
    assert audit_retention.erase(str(alice.pk), act=SYSTEM) == 1
    event = AuditEvent.objects.get(event="consent.revoked")
    assert (event.actor_label, event.address) == ("", None)


def test_a_name_written_into_an_erased_event_is_found(alice: User) -> None:
    audit.record("consent.granted", Act(actor=alice), user=alice)
    seal()
    audit_retention.erase(str(alice.pk), act=SYSTEM)
    event = AuditEvent.objects.get(event="consent.granted")
    edit(event, actor_label="bob")
    assert [(flaw.event_id, flaw.problem) for flaw in flaws()] == [(event.pk, "a name or an address was edited")]
