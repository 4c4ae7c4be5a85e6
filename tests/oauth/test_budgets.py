"""How many SQL statements a request may cost, and that none of them waits for a slow hash."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.contrib.auth.models import User
from django.db import connection

from hub_oauth.models import Grant
from hub_teams.models import Team
from tests.support import factories
from tests.support.answers import ME, TEAMS, call
from tests.support.app import App, Tokens, authorize_params
from tests.support.flow import answer, ask, code_for, connect, introspect, redeem, refresh, revoke, signed_in
from tests.support.statements import at_most, statements

pytestmark = pytest.mark.django_db

BUDGET = {"web_app": 6, "spa_app": 5}
# A code and the event that tells of it: two statements on SQLite, one on PostgreSQL.
APART = int(connection.vendor != "postgresql")


@pytest.fixture(params=BUDGET)
def app(request: pytest.FixtureRequest, no_slow_hash: None) -> App:
    """A confidential and a public client; the hourly mark of the first one's secret is made already."""
    app: App = request.getfixturevalue(request.param)
    revoke(app, "unknown")
    return app


@pytest.fixture
def budget(app: App) -> int:
    return BUDGET["web_app" if app.secret else "spa_app"]


@pytest.fixture
def no_slow_hash(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Clients and people, who are made with hashes of secrets and passwords, are there before."""
    for made_slowly in ("alice", "web_app", "spa_app"):
        request.getfixturevalue(made_slowly)

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise AssertionError("a request waits for a slow hash")

    for name in ("make_password", "check_password", "get_hasher", "get_hashers"):
        monkeypatch.setattr(hashers, name, refuse)
    for name in ("pbkdf2_hmac", "scrypt"):
        monkeypatch.setattr(hashlib, name, refuse)


def test_the_consent_page(alice: User, app: App) -> None:
    browser = signed_in(alice)
    with at_most(5):
        assert ask(browser, authorize_params(app)).status_code == 200


def test_the_consent_page_asked_again(alice: User, app: App) -> None:
    connect(alice, app)
    browser = signed_in(alice)
    with at_most(5):
        assert ask(browser, authorize_params(app, prompt="consent")).status_code == 200


def test_the_first_allow(alice: User, app: App) -> None:
    browser = signed_in(alice)
    page = ask(browser, authorize_params(app))
    with at_most(9 + APART):  # one of them that it was answered
        assert answer(browser, page).status_code == 303


def test_a_later_allow(alice: User, app: App) -> None:
    connect(alice, app, "profile:read")
    browser = signed_in(alice)
    page = ask(browser, authorize_params(app))
    with at_most(9 + APART):  # one of them that it was answered
        assert answer(browser, page).status_code == 303


def test_a_consent_that_is_skipped(alice: User, app: App) -> None:
    connect(alice, app)
    browser = signed_in(alice)
    with at_most(8 + APART):
        assert ask(browser, authorize_params(app)).status_code == 303


def test_a_code(alice: User, app: App, budget: int) -> None:
    code = code_for(alice, app)
    with at_most(budget):
        assert redeem(app, code).status_code == 200


def test_a_refresh(alice: User, app: App, budget: int) -> None:
    tokens = connect(alice, app)
    with at_most(budget):
        assert refresh(app, tokens["refresh_token"]).status_code == 200


def test_a_refresh_that_is_repeated(alice: User, app: App, budget: int) -> None:
    tokens = connect(alice, app)
    refresh(app, tokens["refresh_token"])
    with at_most(budget):
        assert refresh(app, tokens["refresh_token"]).status_code == 200


def test_a_replay(alice: User, app: App, budget: int) -> None:
    code = code_for(alice, app)
    redeem(app, code)
    with at_most(budget):
        assert redeem(app, code).status_code == 400


def test_a_reuse(alice: User, app: App, budget: int) -> None:
    tokens = connect(alice, app)
    with at_most(budget):
        assert refresh(app, tokens["refresh_token"][:-1] + "_").status_code == 400
    assert Grant.objects.get().end_reason == Grant.End.REUSE


def test_a_revocation(alice: User, app: App, budget: int) -> None:
    tokens = connect(alice, app)
    with at_most(budget):
        assert revoke(app, tokens["access_token"]).status_code == 200


def test_an_introspection(alice: User, web_app: App, no_slow_hash: None) -> None:
    tokens = connect(alice, web_app)
    with at_most(3):
        assert introspect(web_app, tokens["access_token"]).json()["active"] is True


@pytest.fixture
def used(alice: User, spa_app: App, no_slow_hash: None) -> Tokens:
    """An access token after its first use."""
    tokens = connect(alice, spa_app)
    call(ME, tokens["access_token"])
    return tokens


def test_me(used: Tokens) -> None:
    with at_most(1):
        assert call(ME, used["access_token"]).status_code == 200


def test_teams(team: Team, used: Tokens) -> None:
    with at_most(2):
        assert call(TEAMS, used["access_token"]).json()["results"]


def test_a_bad_token(used: Tokens) -> None:
    with at_most(1):
        assert call(ME, used["access_token"] + "x").status_code == 401


def test_a_missing_token(db: None) -> None:
    with at_most(0):
        assert call(ME, "").status_code == 400


def test_the_first_use_costs_one_mark(alice: User, spa_app: App, used: Tokens) -> None:
    second = refresh(spa_app, used["refresh_token"]).json()
    with statements() as sent:
        call(ME, second["access_token"])
    assert [statement.split()[0] for statement in sent] == ["SELECT", "UPDATE"]


def test_the_hourly_marks_cost_one_each_and_come_once(alice: User, spa_app: App, no_slow_hash: None) -> None:
    tokens = connect(alice, spa_app)
    with statements() as sent:
        call(ME, tokens["access_token"])
    assert [statement.split()[0] for statement in sent] == ["SELECT", "UPDATE", "UPDATE"]
    with at_most(1):
        call(ME, tokens["access_token"])


def test_the_mark_of_a_secret_costs_one_and_comes_once(alice: User) -> None:
    app = factories.web_app("Another")
    code = code_for(alice, app)
    with at_most(BUDGET["web_app"] + 1):
        tokens: Tokens = redeem(app, code).json()
    with at_most(BUDGET["web_app"]):
        refresh(app, tokens["refresh_token"])
