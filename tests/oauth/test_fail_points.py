"""Fail-points are for tests that kill their own server: armed by the environment, refused in a deployment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.signals import request_started
from django.db import OperationalError, connection, transaction
from django.db.backends.signals import connection_created

from hub_oauth.checks.fail_points import fail_points_are_not_armed
from hub_oauth.models import AuditEvent
from hub_oauth.testing import fail_points
from hub_oauth.testing.fail_points import FailPoints

PATH = "/api/oauth/token"


@pytest.fixture
def trigger(tmp_path: Path) -> Path:
    return tmp_path / "order"


@pytest.fixture
def points(trigger: Path, db: None) -> Iterator[FailPoints]:
    """On this test's connection, in the middle of a request."""
    points = FailPoints(trigger)
    points.begin({"PATH_INFO": PATH})
    with connection.execute_wrapper(points.execute):
        yield points


def write() -> None:
    with transaction.atomic():
        AuditEvent.objects.create(event="test")


@pytest.mark.parametrize(
    ("order", "fails"),
    [
        (f"raise statement {PATH}", True),  # the savepoint
        (f"raise write:1 {PATH}", True),
        (f"raise audit {PATH}", True),
        (f"raise write:2 {PATH}", False),
        ("raise write:1 /another/path", False),
    ],
)
def test_only_the_moment_that_is_ordered_fails(points: FailPoints, trigger: Path, order: str, fails: bool) -> None:
    trigger.write_text(order)
    if fails:
        with pytest.raises(OperationalError):
            write()
    else:
        write()
    assert (trigger.exists(), AuditEvent.objects.exists()) == (not fails, not fails)


def test_an_order_is_carried_out_once(points: FailPoints, trigger: Path) -> None:
    trigger.write_text(f"raise audit {PATH}")
    with pytest.raises(OperationalError):
        write()
    write()
    assert AuditEvent.objects.count() == 1


@pytest.mark.parametrize("moment", ["write:1", "write:2", "audit"])
def test_one_statement_may_be_two_writes(points: FailPoints, trigger: Path, moment: str) -> None:
    together = 'WITH changed AS (UPDATE "hub_oauth_grant" SET "spent_at" = %s) INSERT INTO "hub_oauth_auditevent" …'
    trigger.write_text(f"raise {moment} {PATH}")
    with pytest.raises(OperationalError):
        points.execute(lambda *statement: None, together, [], many=False, context={})


def test_writes_are_counted_anew_in_each_request(points: FailPoints, trigger: Path) -> None:
    write()
    points.begin({"PATH_INFO": PATH})
    trigger.write_text(f"raise write:2 {PATH}")
    write()
    with pytest.raises(OperationalError):
        write()


def test_before_commit_and_after_it(points: FailPoints, trigger: Path) -> None:
    done: list[str] = []
    for moment, expected in (("commit", []), ("committed", ["committed"])):
        points.begin({"PATH_INFO": PATH})
        write()
        trigger.write_text(f"raise {moment} {PATH}")
        with pytest.raises(OperationalError):
            points.commit(lambda: done.append("committed"))
        assert done == expected


def test_a_commit_without_writes_passes(points: FailPoints, trigger: Path) -> None:
    trigger.write_text(f"raise commit {PATH}")
    points.commit(lambda: None)
    assert trigger.exists()


def test_nothing_is_armed_without_the_variable() -> None:
    """This process has none, so no request and no connection knows of fail-points."""
    receivers = [*request_started.receivers, *connection_created.receivers]
    assert fail_points.__name__ not in {module_of(receiver[1]) for receiver in receivers}


def module_of(receiver: Any) -> str:
    found = receiver() if callable(receiver) and not hasattr(receiver, "__module__") else receiver
    return str(getattr(found, "__module__", ""))


def test_the_check_refuses_a_deployment_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fail_points_are_not_armed() == []
    monkeypatch.setenv("HUB_FAIL_POINT", "")
    assert [message.id for message in fail_points_are_not_armed()] == ["hub_oauth.E018"]
