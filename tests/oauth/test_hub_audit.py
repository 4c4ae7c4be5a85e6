"""``manage.py hub_audit seal | verify | erase``."""

from __future__ import annotations

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command, execute_from_command_line
from django.db import OperationalError

from hub_oauth import audit, audit_chain, audit_guard
from hub_oauth.audit import Act
from hub_oauth.models import AuditEvent
from tests.support.time import age

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("hub_audit", *arguments, stdout=out, stderr=out)
    return out.getvalue()


@pytest.fixture
def event(alice: User) -> AuditEvent:
    """One that is old enough to be sealed."""
    audit.record("consent.granted", Act(actor=alice, address="192.0.2.7"), user=alice)
    event = AuditEvent.objects.get()
    with audit_guard.lifted():
        age(event, minutes=2)
    return event


def test_seal_and_verify_say_where_the_chain_ends(event: AuditEvent) -> None:
    sealed = run("seal")
    assert sealed.startswith("Sealed 1 events. The chain ends at seal 1, ")
    end = sealed.rpartition(", ")[2]
    assert run("verify") == f"The audit log is what was sealed. The chain ends at seal 1, {end}"


def test_verify_names_what_was_edited(event: AuditEvent) -> None:
    run("seal")
    with audit_guard.lifted():
        AuditEvent.objects.update(outcome="refused")
    out = StringIO()
    with pytest.raises(CommandError, match="1 flaws"):
        call_command("hub_audit", "verify", stderr=out)
    assert out.getvalue() == f"Seal 1, event {event.pk}: the event or its seal was edited.\n"


def test_a_person_is_erased_and_the_chain_holds(alice: User, event: AuditEvent) -> None:
    run("seal")
    assert run("erase", str(alice.pk)) == "Erased names and addresses in 1 events.\n"
    event.refresh_from_db()
    assert (event.user_label, event.actor_label, event.address) == ("", "", None)
    assert run("verify").startswith("The audit log is what was sealed.")


def test_erasing_somebody_unknown_is_an_error(event: AuditEvent) -> None:
    with pytest.raises(CommandError, match="No audit event names the person with id '999999'"):
        run("erase", "999999")


def test_a_database_that_is_not_migrated_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise OperationalError("no such table: hub_oauth_auditseal\nand more")

    monkeypatch.setattr(audit_chain, "verify", fail)
    with pytest.raises(CommandError, match="no such table: hub_oauth_auditseal"):
        run("verify")


@pytest.mark.parametrize("user_id", ["", " "])
def test_a_blank_id_is_nobodys(event: AuditEvent, user_id: str) -> None:
    """What apps do has no actor, so it would name all of that."""
    audit.record("token.issued", Act(address="192.0.2.8"))
    with pytest.raises(CommandError, match="No audit event names the person"):
        run("erase", user_id)
    assert [event.address for event in AuditEvent.objects.order_by("pk")] == ["192.0.2.7", "192.0.2.8"]


@pytest.mark.parametrize("user_id", ["a\nb", "\udcff", "\0"], ids=ascii)
def test_what_can_not_be_an_id_is_one_line(db: None, user_id: str) -> None:
    with pytest.raises(CommandError, match="is not the id of a person") as refused:
        run("erase", user_id)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hub_audit"], "the following arguments are required: act"),
        (["hub_audit", "shred"], "invalid choice: 'shred'"),
        (["hub_audit", "erase"], "the following arguments are required: user_id"),
        (["hub_cleanup", "--all"], "unrecognized arguments: --all"),
    ],
)
def test_bad_arguments_are_one_line_and_exit_1(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        execute_from_command_line(["manage.py", *arguments])
    (line,) = capsys.readouterr().err.splitlines()
    assert ended.value.code == 1
    assert line.startswith("CommandError: ")
    assert said in line
