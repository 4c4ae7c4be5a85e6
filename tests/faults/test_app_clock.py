"""R12: the clock of the application server is wrong; the database's is the only one that decides what has expired."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import LiteralString

import pytest
import requests

from tests.faults import crowd
from tests.faults.clock import Clock
from tests.faults.crowd import Person
from tests.faults.oracle import Oracle, handle_of
from tests.faults.sizes import record
from tests.support.answers import ME
from tests.support.app import INTROSPECT, App, Tokens, answer_of, authorize_params, code_of, token_params
from tests.support.database import rows
from tests.support.http_flow import TIMEOUT, answer, ask, code_for, connect, get, redeem, refresh
from tests.support.postgres import Cluster
from tests.support.server import HubServer

HOUR, DAY = 3600, 86400
WRONG = (-DAY, -HOUR, HOUR, DAY)
CODE_OVER: LiteralString = "UPDATE hub_oauth_grant SET code_expires_at = now() WHERE user_id = %s"
ACCESS_OVER: LiteralString = "UPDATE hub_oauth_grant SET access_expires_at = now() WHERE user_id = %s"
GRANT_OVER: LiteralString = "UPDATE hub_oauth_grant SET idle_expires_at = now() WHERE user_id = %s"
CONSENT_OVER: LiteralString = "UPDATE hub_oauth_consent SET ends_at = now() WHERE user_id = %s"
WINDOW_OVER: LiteralString = "UPDATE hub_oauth_grant SET rotated_at = now() - interval '11 s' WHERE user_id = %s"
SECRET_OVER: LiteralString = """
    UPDATE hub_oauth_clientsecret s SET expires_at = now() FROM oauth2_provider_application a
    WHERE a.id = s.application_id AND a.client_id = %s
"""
LIFETIMES: LiteralString = """
    SELECT extract(epoch FROM code_expires_at - now())::float, extract(epoch FROM access_expires_at - now())::float,
           extract(epoch FROM idle_expires_at - now())::float, extract(epoch FROM absolute_expires_at - now())::float
    FROM hub_oauth_grant WHERE refresh_handle = %s
"""
EXPIRY: LiteralString = "SELECT floor(extract(epoch FROM access_expires_at)) FROM hub_oauth_grant WHERE user_id = %s"
DEAD_FOR_HALF_A_DAY: LiteralString = """
    UPDATE hub_oauth_grant SET code_expires_at = now() - interval '12 hours' WHERE user_id = %s
"""

pytestmark = pytest.mark.yardstick("R12")


@pytest.fixture(scope="module")
def hub(cluster: Cluster) -> Iterator[HubServer]:
    """Beside whose clock the fixture of that name stands."""
    hub = HubServer(cluster.create_database("clocks"), workers=2, preload=True)
    Clock(hub)
    with hub:
        yield hub


@pytest.fixture(params=WRONG, ids=lambda seconds: f"{seconds // HOUR:+}h")
def wrong(request: pytest.FixtureRequest) -> int:
    seconds: int = request.param
    return seconds


@pytest.fixture
def clock(hub: HubServer) -> Iterator[Clock]:
    """Right before each test, and after it."""
    clock = Clock(hub)
    clock.set(0)
    yield clock
    clock.set(0)
    assert Oracle(hub).violations() == []


@pytest.fixture
def app(hub: HubServer) -> App:
    return crowd.shared_app(hub)


@pytest.fixture
def person(hub: HubServer) -> Person:
    return crowd.people(hub, 1)[0]


def active(hub: HubServer, app: App, pair: Tokens) -> dict[str, object]:
    """What introspection says of the access token."""
    params = token_params(app, pair["access_token"])
    response = requests.post(hub.url + INTROSPECT, params, headers=app.headers, timeout=TIMEOUT)
    assert response.status_code == 200, response.text
    found: dict[str, object] = response.json()
    return found


def error_of(response: requests.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


def test_the_clock_is_wrong_indeed(hub: HubServer, clock: Clock, wrong: int) -> None:
    clock.set(wrong)
    date = requests.get(f"{hub.url}/.well-known/oauth-authorization-server", timeout=TIMEOUT).headers["Date"]
    assert abs((parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds() - wrong) < 60


def test_what_was_given_before_is_still_good(
    hub: HubServer, clock: Clock, wrong: int, app: App, person: Person
) -> None:
    """Session, consent, secret, code, both tokens, and the window for a lost answer."""
    code, first = code_for(person.browser, hub.url, app), connect(person.browser, hub.url, app)
    second = refresh(hub.url, app, first["refresh_token"]).json()
    clock.set(wrong)
    assert redeem(hub.url, app, code).status_code == 200
    assert get(hub.url, ME, second["access_token"]).status_code == 200
    assert active(hub, app, second)["active"] is True
    assert refresh(hub.url, app, first["refresh_token"]).json() == second
    assert refresh(hub.url, app, second["refresh_token"]).status_code == 200
    assert code_of(ask(person.browser, hub.url, authorize_params(app, prompt="none")))
    record("R12", f"clock {wrong:+} s: everything given before is good")


def test_what_is_given_now_lives_as_long_as_it_should(
    hub: HubServer, clock: Clock, wrong: int, app: App, person: Person
) -> None:
    clock.set(wrong)
    pair = connect(person.browser, hub.url, app)
    assert pair["expires_in"] == HOUR
    assert active(hub, app, pair)["exp"] == rows(hub, EXPIRY, person.pk)[0][0]
    clock.set(0)
    assert get(hub.url, ME, pair["access_token"]).status_code == 200
    (lifetimes,) = rows(hub, LIFETIMES, handle_of(pair))
    assert lifetimes == pytest.approx((60, HOUR, 30 * DAY, 180 * DAY), abs=30)
    record("R12", f"clock {wrong:+} s: everything given then lives as long as it should")


def test_a_code_that_is_over(hub: HubServer, clock: Clock, wrong: int, app: App, person: Person) -> None:
    code = code_for(person.browser, hub.url, app)
    rows(hub, CODE_OVER, person.pk)
    clock.set(wrong)
    assert error_of(redeem(hub.url, app, code)) == (400, "invalid_grant")


def test_an_access_token_that_is_over(hub: HubServer, clock: Clock, wrong: int, app: App, person: Person) -> None:
    pair = connect(person.browser, hub.url, app)
    rows(hub, ACCESS_OVER, person.pk)
    clock.set(wrong)
    assert get(hub.url, ME, pair["access_token"]).status_code == 401
    assert active(hub, app, pair) == {"active": False}


@pytest.mark.yardstick("H11")
def test_a_refresh_token_that_is_over(hub: HubServer, clock: Clock, wrong: int, app: App, person: Person) -> None:
    pair = connect(person.browser, hub.url, app)
    rows(hub, GRANT_OVER, person.pk)
    clock.set(wrong)
    assert error_of(refresh(hub.url, app, pair["refresh_token"])) == (400, "invalid_grant")


def test_a_consent_that_is_over(hub: HubServer, clock: Clock, wrong: int, app: App, person: Person) -> None:
    pair = connect(person.browser, hub.url, app)
    # Every expiry below a consent is capped by its end; a grant outliving it would be another fault.
    rows(hub, GRANT_OVER, person.pk)
    rows(hub, CONSENT_OVER, person.pk)
    rows(hub, "UPDATE hub_oauth_grant SET absolute_expires_at = idle_expires_at WHERE user_id = %s", person.pk)
    clock.set(wrong)
    silent = ask(person.browser, hub.url, authorize_params(app, prompt="none"))
    assert answer_of(silent)["error"] == "consent_required"
    assert get(hub.url, ME, pair["access_token"]).status_code == 401


def test_a_window_for_a_lost_answer_that_is_over(
    hub: HubServer, clock: Clock, wrong: int, app: App, person: Person
) -> None:
    first = connect(person.browser, hub.url, app)
    second = refresh(hub.url, app, first["refresh_token"]).json()
    rows(hub, WINDOW_OVER, person.pk)
    clock.set(wrong)
    third = refresh(hub.url, app, first["refresh_token"])
    assert third.status_code == 200
    assert third.json() != second


def test_a_secret_that_is_over(hub: HubServer, clock: Clock, wrong: int, person: Person) -> None:
    (app,) = crowd.apps(hub)
    pair = connect(person.browser, hub.url, app)
    rows(hub, SECRET_OVER, app.client_id)
    clock.set(wrong)
    assert error_of(refresh(hub.url, app, pair["refresh_token"])) == (401, "invalid_client")


def test_clean_up_takes_nothing_before_its_time(
    hub: HubServer, clock: Clock, wrong: int, app: App, person: Person
) -> None:
    code_for(person.browser, hub.url, app)
    rows(hub, DEAD_FOR_HALF_A_DAY, person.pk)
    clock.set(wrong)
    would_go = json.loads(hub.manage("hub_cleanup", "--dry-run", "--json"))
    assert (would_go["codes"], would_go["grants"], would_go["failures"]) == (0, 0, 0)


def test_a_consent_form_on_its_way_while_the_clock_is_set(
    hub: HubServer, clock: Clock, wrong: int, app: App, person: Person
) -> None:
    page = ask(person.browser, hub.url, authorize_params(app))
    clock.set(wrong)
    assert redeem(hub.url, app, code_of(answer(person.browser, page))).status_code == 200
