"""Races about who is in a team, on PostgreSQL: the lock on the team decides each, and what counts is read behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, LiteralString

import pytest
import requests

from hub_oauth.protocol import tokens
from tests.support.app import App, authorize_params, code_of
from tests.support.database import WORKERS, parallel_behind, rows
from tests.support.html import form_with
from tests.support.http_flow import TIMEOUT, consent, redeem, sign_in
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

numbers = count(1)
PASSWORD = "a password for teams 41"
SCOPES = ("profile:read", "teams:read", "teams:write")
HELD: LiteralString = "SELECT id FROM hub_teams_team WHERE id = %s FOR UPDATE"
LOSING_THE_ROLE: LiteralString = """
    WITH lost AS (UPDATE hub_teams_membership SET role = 'member' WHERE team_id = %s)
    SELECT id FROM hub_teams_team WHERE id = %s FOR UPDATE
"""
STOPPING_THE_PERSON: LiteralString = """
    WITH stopped AS (UPDATE auth_user SET is_active = false WHERE username = %s)
    SELECT id FROM hub_teams_team WHERE id = %s FOR UPDATE
"""
STARTING_THE_PERSON: LiteralString = "UPDATE auth_user SET is_active = true WHERE username = %s"
SOMEBODY: LiteralString = """
    INSERT INTO auth_user
    (username, password, first_name, last_name, email, is_superuser, is_staff, is_active, date_joined)
    VALUES ('dora', '', '', '', '', false, false, true, now()) RETURNING id
"""
DELETING_HER: LiteralString = "DELETE FROM auth_user WHERE username = 'dora' RETURNING id"
STOPPING_THE_APP: LiteralString = """
    WITH stopped AS (UPDATE hub_oauth_clientprofile SET enabled = false WHERE application_id IN
        (SELECT id FROM oauth2_provider_application WHERE client_id = %s))
    SELECT id FROM hub_teams_team WHERE id = %s FOR UPDATE
"""
NARROWING: LiteralString = """
    WITH narrowed AS (UPDATE hub_oauth_consent SET scopes = 'teams:read' WHERE application_id IN
        (SELECT id FROM oauth2_provider_application WHERE client_id = %s))
    SELECT id FROM hub_teams_team WHERE id = %s FOR UPDATE
"""
MEMBERS: LiteralString = """
    SELECT u.username, m.role FROM hub_teams_membership m JOIN auth_user u ON u.id = m.user_id
    WHERE m.team_id = %s ORDER BY m.id
"""
CHANGES: LiteralString = "SELECT what FROM hub_teams_teamchange WHERE team_id = %s"
AUDITED: LiteralString = "SELECT event FROM hub_oauth_auditevent WHERE details ->> 'team' = %s"
BOTH_IN: LiteralString = """
    INSERT INTO hub_teams_membership (team_id, user_id, role)
    SELECT %s, id, 'owner' FROM auth_user WHERE username IN ('anna', 'boris') ON CONFLICT (team_id, user_id)
    DO UPDATE SET role = 'owner'
"""
NEW_TEAM: LiteralString = "INSERT INTO hub_teams_team (name, slug) VALUES ('Racers', %s) RETURNING id"
INVITE: LiteralString = """
    INSERT INTO hub_teams_invitation (team_id, email, role, digest, invited_by_id, expires_at)
    SELECT %s, 'chen@example.org', 'member', %s, id, now() + interval '1 day' FROM auth_user WHERE username = 'anna'
"""


@dataclass(frozen=True)
class Racer:
    """An owner of the team, through an app."""

    hub: HubServer
    team: int
    token: str

    def send(self, method: str, path: str = "", body: Any = None, **headers: str) -> requests.Response:
        address = f"{self.hub.url}/api/teams/{self.team}/members{path}"
        sent = {"Authorization": f"Bearer {self.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return requests.request(method, address, json=body, headers=sent, timeout=TIMEOUT)


@pytest.fixture(scope="module")
def hub(hub_on_postgres: HubServer) -> HubServer:
    for name in ("anna", "boris", "chen"):
        hub_on_postgres.create_user(name, PASSWORD)
    return hub_on_postgres


@pytest.fixture(scope="module")
def browsers(hub: HubServer) -> dict[str, requests.Session]:
    return {name: sign_in(hub.url, name, PASSWORD) for name in ("anna", "boris", "chen")}


@pytest.fixture
def team(hub: HubServer) -> int:
    ((team,),) = rows(hub, NEW_TEAM, f"racers-{next(numbers)}")
    rows(hub, BOTH_IN, team)
    return int(team)


@pytest.fixture
def app(hub: HubServer) -> App:
    return hub.create_app("--name", f"Roster {next(numbers)}", scopes=SCOPES)


@pytest.fixture
def anna(hub: HubServer, browsers: dict[str, requests.Session], team: int, app: App) -> Racer:
    return racer(hub, browsers["anna"], team, app)


@pytest.fixture
def boris(hub: HubServer, browsers: dict[str, requests.Session], team: int, app: App) -> Racer:
    return racer(hub, browsers["boris"], team, app)


def racer(hub: HubServer, browser: requests.Session, team: int, app: App) -> Racer:
    code = code_of(consent(browser, hub.url, authorize_params(app), teams="all"))
    return Racer(hub, team, redeem(hub.url, app, code).json()["access_token"])


def at_once(racing: Racer, number: int, act: Callable[[int], requests.Response], **more: int) -> list[int]:
    """The statuses of requests that meet at the lock of the team."""
    answers = parallel_behind(racing.hub, HELD, racing.team, count=number, act=act, **more)
    return [answer.status_code for answer in answers]


def members(racing: Racer) -> dict[str, str]:
    return dict(rows(racing.hub, MEMBERS, racing.team))


def changes(racing: Racer) -> Counter[str]:
    """What was done; the audit log says the same."""
    kept = Counter(what for (what,) in rows(racing.hub, CHANGES, racing.team))
    assert kept == Counter(event for (event,) in rows(racing.hub, AUDITED, str(racing.team)))
    return kept


@pytest.mark.yardstick("K5")
@pytest.mark.parametrize("what", ["leave", "remove each other", "step down", "demote each other"])
def test_two_last_owners_at_once(what: str, anna: Racer, boris: Racer) -> None:
    names, by = ("anna", "boris"), (anna, boris)

    def act(number: int) -> requests.Response:
        me = number % 2
        name = names[me if what in ("leave", "step down") else 1 - me]
        if what in ("leave", "remove each other"):
            return by[me].send("DELETE", f"/{name}")
        return by[me].send("PATCH", f"/{name}", {"role": "member"})

    # Four kinds of thirteen rounds: fifty, each with every worker at the lock.
    for _ in range(13):
        rows(anna.hub, BOTH_IN, anna.team)
        statuses = at_once(anna, WORKERS, act)
        assert 1 <= len([status for status in statuses if status in (200, 204)]) < WORKERS
        assert set(statuses) <= {200, 204, 403, 404, 409}
        assert list(members(anna).values()).count("owner") == 1


@pytest.mark.yardstick("K6")
def test_fifty_adds_of_one_person(anna: Racer) -> None:
    statuses = at_once(anna, 50, lambda _: anna.send("POST", "", {"username": "chen"}))
    assert Counter(statuses) == {201: 1, 200: 49}
    assert members(anna)["chen"] == "member"
    assert changes(anna) == {"team.member_added": 1}


@pytest.mark.yardstick("K6")
def test_adds_beside_removals(anna: Racer) -> None:
    def act(number: int) -> requests.Response:
        return anna.send("POST", "", {"username": "chen"}) if number % 2 else anna.send("DELETE", "/chen")

    assert set(at_once(anna, 30, act)) <= {200, 201, 204}
    done = changes(anna)
    assert done["team.member_added"] - done["team.member_removed"] == int("chen" in members(anna))


@pytest.mark.yardstick("K6")
def test_adds_of_a_person_who_is_deleted_meanwhile(anna: Racer) -> None:
    rows(anna.hub, SOMEBODY)
    answers = parallel_behind(
        anna.hub, DELETING_HER, count=WORKERS, act=lambda _: anna.send("POST", "", {"username": "dora"})
    )
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(422, "person_unavailable")] * WORKERS
    assert changes(anna) == {}


@pytest.mark.yardstick("K7")
def test_a_role_that_is_lost_while_a_write_waits(anna: Racer) -> None:
    answers = parallel_behind(
        anna.hub, LOSING_THE_ROLE, anna.team, anna.team, count=WORKERS, act=lambda _: anna.send("DELETE", "/boris")
    )
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "role_insufficient")] * WORKERS
    assert set(members(anna)) == {"anna", "boris"}
    assert changes(anna) == {}


@pytest.mark.yardstick("K10")
def test_a_person_who_is_stopped_while_a_write_waits(anna: Racer) -> None:
    answers = parallel_behind(
        anna.hub, STOPPING_THE_PERSON, "anna", anna.team, count=WORKERS, act=lambda _: anna.send("DELETE", "/boris")
    )
    rows(anna.hub, STARTING_THE_PERSON, "anna")
    assert [one.status_code for one in answers] == [401] * WORKERS
    assert changes(anna) == {}


@pytest.mark.yardstick("K10")
def test_an_app_that_is_turned_off_while_a_write_waits(anna: Racer, app: App) -> None:
    answers = parallel_behind(
        anna.hub,
        STOPPING_THE_APP,
        app.client_id,
        anna.team,
        count=WORKERS,
        act=lambda _: anna.send("DELETE", "/boris"),
    )
    assert [one.status_code for one in answers] == [401] * WORKERS
    assert changes(anna) == {}


@pytest.mark.yardstick("K7")
def test_a_scope_that_is_taken_back_while_a_write_waits(anna: Racer, app: App) -> None:
    answers = parallel_behind(
        anna.hub, NARROWING, app.client_id, anna.team, count=WORKERS, act=lambda _: anna.send("DELETE", "/boris")
    )
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(403, "insufficient_scope")] * WORKERS
    assert changes(anna) == {}


def test_one_key_four_times_at_once(anna: Racer) -> None:
    def add(_: int) -> requests.Response:
        return anna.send("POST", "", {"username": "chen"}, Idempotency_Key="one")

    # The first one waits for the team, the others find its key in use.
    statuses = at_once(anna, WORKERS, add, waiting=1)
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert add(0).status_code == 201
    assert changes(anna) == {"team.member_added": 1}


def test_one_invitation_four_times_at_once(anna: Racer, browsers: dict[str, requests.Session]) -> None:
    hub, chen, token = anna.hub, browsers["chen"], f"hub_ti_{anna.team}"
    rows(hub, INVITE, anna.team, tokens.digest(token))
    page = chen.get(f"{hub.url}/account/invitations/{token}", timeout=TIMEOUT)
    fields = form_with(page.text, "csrfmiddlewaretoken").fields

    def accept(_: int) -> requests.Response:
        cookies = chen.cookies.get_dict()
        return requests.post(page.url, fields, cookies=cookies, timeout=TIMEOUT, allow_redirects=False)

    assert at_once(anna, WORKERS, accept) == [302] * WORKERS
    assert members(anna)["chen"] == "member"
    assert changes(anna) == {"team.joined": 1}
