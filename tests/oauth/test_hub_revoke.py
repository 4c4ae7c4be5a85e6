"""``manage.py hub_revoke``: an app taken away from everybody, or from one person."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from hub_oauth import bulk_revocation
from hub_oauth.models import Consent, Grant
from tests.support import flow
from tests.support.admin import events
from tests.support.app import App


def run(*argv: str, terminal: bool = False) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    err.isatty = lambda: terminal  # type: ignore[method-assign]
    call_command("hub_revoke", *argv, stdout=out, stderr=err)
    return out.getvalue(), err.getvalue()


@pytest.fixture
def connected(web_app: App, spa_app: App, bob: User, charlie: User) -> None:
    for person in (bob, charlie):
        flow.connect(person, web_app)
        flow.connect(person, spa_app)


def live() -> set[tuple[str, str]]:
    rows = Consent.objects.filter(revoked_at=None)
    return {(row.user.username, row.application.name) for row in rows.select_related("user", "application")}


def test_an_app_is_taken_from_everybody(connected: None, web_app: App) -> None:
    out, _ = run("--app", web_app.client_id, "--reason", "It spams.")
    assert out == "Revoked 2 consents.\n"
    assert live() == {("bob", "Acme Board"), ("charlie", "Acme Board")}
    assert Grant.objects.filter(ended_at=None).count() == 2


def test_an_app_is_taken_from_one_person(connected: None, web_app: App) -> None:
    run("--app", web_app.client_id, "--user", "bob", "--reason", "Lost laptop.")
    assert live() == {("bob", "Acme Board"), ("charlie", "Acme Board"), ("charlie", "Acme Planner")}


def test_a_dry_run_changes_nothing(connected: None, web_app: App) -> None:
    out, _ = run("--app", web_app.client_id, "--dry-run", "--json")
    assert json.loads(out) == {"revoked": 0, "live": 2, "dry_run": True}
    assert len(live()) == 4


def test_each_consent_and_the_whole_are_in_the_audit_log(connected: None, web_app: App) -> None:
    out, _ = run("--app", web_app.client_id, "--reason", "It spams.", "--json")
    assert json.loads(out) == {"revoked": 2, "live": 0, "dry_run": False}
    assert [event.details["why"] for event in events("consent.revoked")] == ["It spams."] * 2
    (whole,) = events("admin.bulk_revoke")
    assert (whole.details["consents"], whole.reference) == (2, "hub_revoke")


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--app", "nobody", "--reason", "x"], "--app: there is no app with the client_id 'nobody'."),
        (["--user", "nobody", "--reason", "x"], "--user: there is nobody with the user name 'nobody'."),
        ([], "--reason: say why, for the audit log; or use --dry-run."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_revoked(
    connected: None, web_app: App, argv: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence.replace("?", "")):
        run("--app", web_app.client_id, *argv)
    assert len(live()) == 4


def test_a_bar_is_drawn_on_a_terminal_only(connected: None, web_app: App) -> None:
    assert "[###" in run("--app", web_app.client_id, "--reason", "x", terminal=True)[1]
    assert run("--app", web_app.client_id, "--reason", "x")[1] == ""


def test_batches_go_on_where_the_last_one_ended(
    connected: None, web_app: App, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    monkeypatch.setattr(bulk_revocation, "BATCH", 1)
    with django_assert_max_num_queries(40):
        run("--app", web_app.client_id, "--reason", "x")
    assert live() == {("bob", "Acme Board"), ("charlie", "Acme Board")}
