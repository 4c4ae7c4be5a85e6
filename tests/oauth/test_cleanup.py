"""``manage.py hub_cleanup``: what is dead goes, what is alive or may still be asked about stays."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.core.management import execute_from_command_line as main
from pytest_django.fixtures import Settings

from hub_oauth import audit_chain, audit_guard, cleanup, withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.models import Answer, AuditEvent, AuditRemoval, Consent, Grant, RequestFailure
from tests.support.answers import error_of, opens_api
from tests.support.app import App, Tokens, authorize_params, code_of
from tests.support.flow import answer, ask, code_for, redeem, refresh, refreshed, revoke, signed_in
from tests.support.rows import nothing_changes, the_grant
from tests.support.time import age

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("hub_cleanup", *arguments, stdout=out)
    return out.getvalue()


def cleaned(*arguments: str) -> dict[str, int]:
    """What the line of JSON counts, kinds of which there was nothing left out."""
    (line,) = run("--json", *arguments).splitlines()
    counts: dict[str, int] = json.loads(line)
    return {name: count for name, count in counts.items() if count and name != "dry_run"}


def test_nothing_is_dead_in_the_beginning(tokens: Tokens) -> None:
    with nothing_changes():
        assert cleaned() == {}
    assert opens_api(tokens)


def test_a_code_that_nobody_redeemed_goes_after_a_day(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    age(the_grant(), hours=24)
    assert cleaned() == {}
    age(the_grant(), minutes=2)
    assert cleaned() == {"codes": 1}
    assert not Grant.objects.exists()


def test_a_form_that_was_answered_stays_answered(alice: User, web_app: App) -> None:
    browser = signed_in(alice)
    page = ask(browser, authorize_params(web_app))
    answer(browser, page)
    age(the_grant(), minutes=9)
    age(Answer.objects.get(), minutes=9)
    cleaned()
    assert "already answered" in answer(browser, page).content.decode()


@pytest.mark.parametrize("decision", ["allow", "deny"])
def test_an_answer_is_forgotten_long_after_its_form_is_out_of_date(decision: str, alice: User, web_app: App) -> None:
    answer(browser := signed_in(alice), ask(browser, authorize_params(web_app)), decision)
    age(Answer.objects.get(), hours=23)
    assert cleaned() == {}
    age(Answer.objects.get(), minutes=61)
    assert cleaned() == {"answers": 1}
    assert not Answer.objects.exists()


@pytest.mark.yardstick("H9")
@pytest.mark.yardstick("E5")
def test_it_stays_answered_however_soon_ended_grants_go(alice: User, web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ENDED_GRANT_RETENTION": 1}
    page = ask(browser := signed_in(alice), authorize_params(web_app))
    tokens = redeem(web_app, code_of(answer(browser, page))).json()
    revoke(web_app, tokens["access_token"])
    age(the_grant(), seconds=599)
    assert cleaned() == {}
    assert "already answered" in answer(browser, page).content.decode()
    assert Grant.objects.count() == 1


def test_an_ended_grant_is_kept_to_know_a_replay(web_app: App, first: Tokens, second: Tokens) -> None:
    refreshed(web_app, second)
    age(the_grant(), days=6)
    cleaned()
    assert error_of(refresh(web_app, first["refresh_token"])) == (400, "invalid_grant")
    assert the_grant().end_reason == Grant.End.REUSE


@pytest.mark.parametrize("ending", ["ended", "idle"])
def test_a_dead_grant_goes_after_a_week(tokens: Tokens, ending: str) -> None:
    if ending == "ended":
        withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=SYSTEM)
    else:
        age(the_grant(), days=30)
    age(the_grant(), days=6, hours=23)
    assert "grants" not in cleaned()
    age(the_grant(), hours=2)
    assert cleaned()["grants"] == 1
    assert Consent.objects.count() == 1


def test_a_grant_in_use_stays_however_old(tokens: Tokens) -> None:
    Grant.objects.update(created_at=the_grant().created_at - timedelta(days=179))
    assert cleaned() == {}
    assert opens_api(tokens)


def test_an_answer_kept_for_a_retry_stays_inside_its_window(web_app: App, first: Tokens, second: Tokens) -> None:
    age(the_grant(), seconds=5)
    assert cleaned() == {}
    assert refreshed(web_app, first) == second


def test_an_answer_kept_for_a_retry_goes_with_its_window(second: Tokens) -> None:
    age(the_grant(), minutes=2)
    assert cleaned() == {"sealed_answers": 1}
    assert the_grant().sealed_retry is None
    assert opens_api(second)


def test_refused_requests_go_after_a_month(db: None) -> None:
    for days in (31, 29):
        age(RequestFailure.objects.create(endpoint="token", error="invalid_grant", cause="code_unknown"), days=days)
    assert cleaned() == {"failures": 1}
    assert RequestFailure.objects.count() == 1


def aged_event(days: int) -> None:
    event = AuditEvent.objects.create(event="token.issued")
    with audit_guard.lifted():
        age(event, days=days)


def test_audit_past_retention_is_sealed_then_removed_and_that_is_recorded() -> None:
    for days in (402, 401, 399):
        aged_event(days)
    assert cleaned() == {"audit": 2}
    assert AuditRemoval.objects.get().events == 2
    assert list(AuditEvent.objects.order_by("pk").values_list("event", flat=True)) == ["token.issued", "audit.removed"]
    assert not [flaw for batch in audit_chain.verify() for flaw in batch.flaws]


def test_retention_of_the_audit_log_may_be_another_this_once() -> None:
    for days in (92, 89):
        aged_event(days)
    assert cleaned("--dry-run", "--audit-days", "90") == {"audit": 1}
    assert cleaned() == {}
    assert cleaned("--audit-days", "90") == {"audit": 1}


@pytest.mark.parametrize("given", ["0", "-1", "x", "1.5", "99999999"])
def test_days_that_are_none_remove_nothing(given: str, capsys: pytest.CaptureFixture[str]) -> None:
    aged_event(402)
    with nothing_changes(), pytest.raises(SystemExit) as ended:
        main(["manage.py", "hub_cleanup", f"--audit-days={given}"])
    assert ended.value.code == 1
    assert f"argument --audit-days: '{given}' is no number of days" in capsys.readouterr().err


def test_a_dry_run_counts_the_same_and_changes_nothing(alice: User, web_app: App, tokens: Tokens) -> None:
    age(the_grant(), days=38)
    aged_event(401)
    with nothing_changes():
        assert cleaned("--dry-run") == {"grants": 1, "audit": 1}
    assert cleaned() == {"grants": 1, "audit": 1}


def test_in_words(db: None) -> None:
    assert run() == (
        "Cleaned up: 0 answers, 0 codes, 0 grants, 0 sealed answers, 0 failures, 0 audit, 0 stored answers, "
        "0 invitations.\n"
    )
    assert run("--dry-run").startswith("Would clean up: ")


def test_more_than_one_batch(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleanup, "BATCH", 2)
    for _ in range(5):
        age(RequestFailure.objects.create(endpoint="token", error="invalid_grant", cause="x"), days=31)
    assert list(cleanup.batches(cleanup.old_failures(), lambda keys: cleanup.delete(RequestFailure, keys))) == [2, 2, 1]
    assert not RequestFailure.objects.exists()


def test_an_interruption_leaves_no_half_done_batch(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(keys: list[int]) -> None:
        cleanup.delete(RequestFailure, keys)
        if len(keys) == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(cleanup, "BATCH", 2)
    for _ in range(5):
        age(RequestFailure.objects.create(endpoint="token", error="invalid_grant", cause="x"), days=31)
    sweep = cleanup.Sweep("x", int, lambda: cleanup.batches(cleanup.old_failures(), interrupted))
    monkeypatch.setattr("hub_oauth.management.commands.hub_cleanup.SWEEPS", (sweep,))
    with pytest.raises(CommandError, match="Interrupted"):
        run()
    assert RequestFailure.objects.count() == 1


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal_and_none_elsewhere(db: None) -> None:
    age(RequestFailure.objects.create(endpoint="token", error="invalid_grant", cause="x"), days=31)
    terminal: Any = Terminal()
    call_command("hub_cleanup", stdout=StringIO(), stderr=terminal)
    assert "failures       [##############################] 1" in terminal.getvalue()
    quiet = StringIO()
    call_command("hub_cleanup", stdout=StringIO(), stderr=quiet)
    assert quiet.getvalue() == ""
