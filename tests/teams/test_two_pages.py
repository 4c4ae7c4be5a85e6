"""Two consent pages of one app are open at once: the second did not speak of what the first allowed."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.models import Consent
from hub_teams.models import Team, TeamAccess
from tests.support import factories
from tests.support.app import App, authorize_params, code_of
from tests.support.flow import answer, ask, connect, signed_in
from tests.support.refusals import sentence_of
from tests.support.rows import nothing_changes

READ, WRITE = "teams:read", "teams:write"
pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(team: Team) -> App:
    """An app that may change the teams of alice, who owns one."""
    return factories.web_app("Acme Teams", scopes=("profile:read", READ, WRITE))


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


def test_what_is_allowed_meanwhile_puts_a_page_out_of_date(browser: Client, writer: App) -> None:
    to_read, to_write = (ask(browser, authorize_params(writer, scope=scope)) for scope in (READ, WRITE))
    code_of(answer(browser, to_write, teams="chosen", team=[]))
    with nothing_changes():
        late = answer(browser, to_read, teams="all", team=[])
    assert (late.status_code, sentence_of("form_expired") in late.content.decode()) == (400, True)
    assert TeamAccess.objects.get().mode == "chosen"
    assert Consent.objects.get().scope_names == (WRITE,)


def test_less_allowed_meanwhile_does_not(browser: Client, writer: App) -> None:
    to_read, to_both = (ask(browser, authorize_params(writer, scope=scope)) for scope in (READ, f"{READ} {WRITE}"))
    code_of(answer(browser, to_read, teams="all", team=[]))
    code_of(answer(browser, to_both, teams="chosen", team=[]))
    assert TeamAccess.objects.get().mode == "chosen"


def test_what_was_declined_on_the_page_is_not_spoken_of(browser: Client, team: Team) -> None:
    app = factories.web_app("Acme Teams", scopes=(READ, WRITE), optional_scopes=(WRITE,))
    without, with_it = (ask(browser, authorize_params(app)) for _ in range(2))
    code_of(answer(browser, with_it, teams="chosen", team=[], scope=[WRITE]))
    with nothing_changes():
        late = answer(browser, without, teams="all", team=[], scope=[])
    assert (late.status_code, TeamAccess.objects.get().mode) == (400, "chosen")


def test_what_is_taken_back_meanwhile_does_not_come_back(browser: Client, writer: App, alice: User) -> None:
    connect(alice, writer, READ)
    page = ask(browser, authorize_params(writer, scope=f"{READ} {WRITE}"))
    withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=SYSTEM)
    with nothing_changes():
        assert answer(browser, page, teams="chosen", team=[]).status_code == 400


def test_a_consent_given_anew_is_another_one(browser: Client, writer: App, alice: User) -> None:
    connect(alice, writer, WRITE)
    page = ask(browser, authorize_params(writer, scope=WRITE, prompt="consent"))
    withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=SYSTEM)
    connect(alice, writer, WRITE)
    with nothing_changes():
        assert answer(browser, page, teams="all", team=[]).status_code == 400


def test_what_stood_before_is_not_counted_against_a_page(browser: Client, writer: App, alice: User) -> None:
    connect(alice, writer, WRITE)
    code_of(answer(browser, ask(browser, authorize_params(writer, scope=READ)), teams="chosen", team=[]))
    assert set(Consent.objects.get().scope_names) == {READ, WRITE}
