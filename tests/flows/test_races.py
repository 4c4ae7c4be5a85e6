"""Races on PostgreSQL, against real server processes: each transaction decides them by the lock on its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from itertools import count
from typing import LiteralString

import pytest
import requests

from tests.support.answers import ME
from tests.support.app import App, Tokens, answer_of, authorize_params, code_of
from tests.support.database import WORKERS, parallel_behind, rows
from tests.support.http_flow import (
    answer,
    ask,
    code_for,
    connect,
    get,
    redeem,
    refresh,
    revoke,
    sign_in,
)
from tests.support.race import parallel
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

numbers = count(1)
GRANTS: LiteralString = """
    SELECT g.ended_at IS NULL, g.end_reason, g.generation, c.revoked_at IS NULL
    FROM hub_oauth_grant g JOIN hub_oauth_consent c ON c.id = g.consent_id
    JOIN oauth2_provider_application a ON a.id = g.application_id WHERE a.client_id = %s
"""
CONSENTS: LiteralString = """
    SELECT c.scopes FROM hub_oauth_consent c JOIN oauth2_provider_application a ON a.id = c.application_id
    WHERE a.client_id = %s AND c.revoked_at IS NULL
"""
HELD_APP: LiteralString = "SELECT id FROM oauth2_provider_application WHERE client_id = %s FOR UPDATE"
HELD_GRANT = GRANTS + " FOR UPDATE OF g"
HELD_CONSENT = CONSENTS + " FOR UPDATE OF c"
OUTLIVING: LiteralString = """
    SELECT g.id FROM hub_oauth_grant g JOIN hub_oauth_consent c ON c.id = g.consent_id
    JOIN oauth2_provider_application a ON a.id = g.application_id WHERE a.client_id = %s AND (c.ends_at IS NULL
    OR greatest(g.idle_expires_at, g.absolute_expires_at, g.access_expires_at, g.code_expires_at) > c.ends_at)
"""
# As if no end had ever been chosen.
WITHOUT_END: LiteralString = """
    WITH endless AS (
        UPDATE hub_oauth_consent c SET ends_at = NULL FROM oauth2_provider_application a
        WHERE a.id = c.application_id AND a.client_id = %s RETURNING c.id
    )
    UPDATE hub_oauth_grant g SET absolute_expires_at = now() + interval '180 days' FROM endless
    WHERE endless.id = g.consent_id
"""
EVENTS: LiteralString = "SELECT event FROM hub_oauth_auditevent WHERE client_id = %s"
WITHOUT_RETRIES: LiteralString = """
    UPDATE hub_oauth_clientprofile p SET retry_identical = false, retry_unused = false
    FROM oauth2_provider_application a WHERE a.id = p.application_id AND a.client_id = %s
"""


@pytest.fixture(scope="module")
def hub(hub_on_postgres: HubServer) -> HubServer:
    return hub_on_postgres


@pytest.fixture(scope="module")
def browser(hub: HubServer) -> requests.Session:
    hub.create_user("racer", "a password for races 27")
    return sign_in(hub.url, "racer", "a password for races 27")


@pytest.fixture
def app(hub: HubServer) -> App:
    return hub.create_app("--name", f"Racing app {next(numbers)}")


def audited(hub: HubServer, app: App) -> Counter[str]:
    return Counter(event for (event,) in rows(hub, EVENTS, app.client_id))


def at_once(hub: HubServer, app: App, count: int, act: Callable[[int], requests.Response]) -> list[requests.Response]:
    """Requests about the only grant of an app, which meet at its lock."""
    return parallel_behind(hub, HELD_GRANT, app.client_id, count=count, act=act)


def is_live(hub: HubServer, tokens: Tokens) -> bool:
    status = get(hub.url, ME, tokens["access_token"]).status_code
    assert status in (200, 401)
    return status == 200


def accepted(answers: list[requests.Response]) -> list[Tokens]:
    """The token pairs of those answered with 200; every other answer is invalid_grant."""
    refused = [answer for answer in answers if answer.status_code != 200]
    assert {(answer.status_code, answer.json()["error"]) for answer in refused} <= {(400, "invalid_grant")}
    return [answer.json() for answer in answers if answer.status_code == 200]


@pytest.mark.yardstick("C5")
@pytest.mark.yardstick("R1")
def test_fifty_redemptions_of_one_code(hub: HubServer, browser: requests.Session, app: App) -> None:
    code = code_for(browser, hub.url, app)
    (tokens,) = accepted(at_once(hub, app, 50, lambda _: redeem(hub.url, app, code)))
    assert rows(hub, GRANTS, app.client_id) == [(False, "replay", 0, True)]
    assert not is_live(hub, tokens)
    assert audited(hub, app)["token.issued"] == 1
    assert audited(hub, app)["token.replay_detected"] == 1


@pytest.mark.yardstick("B9")
def test_fifty_wrong_verifiers_for_one_code(hub: HubServer, browser: requests.Session, app: App) -> None:
    code = code_for(browser, hub.url, app)

    def guess(_: int) -> requests.Response:
        return redeem(hub.url, app, code, code_verifier="v" * 43)

    # The four that are forgiven come one by one: only for the fifth is there a race, about who burns the code.
    assert not accepted([*map(guess, range(4)), *at_once(hub, app, 46, guess)])
    assert rows(hub, GRANTS, app.client_id) == [(False, "verifiers", 0, True)]
    assert audited(hub, app)["grant.ended"] == 1


@pytest.mark.yardstick("H3")
@pytest.mark.yardstick("R2")
def test_fifty_refreshes_of_one_token(hub: HubServer, browser: requests.Session, app: App) -> None:
    first = connect(browser, hub.url, app)
    pairs = accepted(at_once(hub, app, 50, lambda _: refresh(hub.url, app, first["refresh_token"])))
    assert pairs
    assert pairs == [pairs[0]] * len(pairs)
    assert rows(hub, GRANTS, app.client_id) == [(True, "", 1, True)]
    assert is_live(hub, pairs[0])
    assert not is_live(hub, first)
    assert audited(hub, app)["token.refreshed"] == 1


@pytest.mark.yardstick("H3")
def test_fifty_refreshes_by_a_client_without_retries(hub: HubServer, browser: requests.Session, app: App) -> None:
    first = connect(browser, hub.url, app)
    rows(hub, WITHOUT_RETRIES, app.client_id)
    (tokens,) = accepted(at_once(hub, app, 50, lambda _: refresh(hub.url, app, first["refresh_token"])))
    assert rows(hub, GRANTS, app.client_id) == [(False, "reuse", 1, True)]
    assert not is_live(hub, tokens)
    assert audited(hub, app)["token.refreshed"] == audited(hub, app)["token.reuse_detected"] == 1


@pytest.mark.yardstick("H5")
def test_refreshes_beside_a_revocation(hub: HubServer, browser: requests.Session, app: App) -> None:
    first = connect(browser, hub.url, app)

    def act(number: int) -> requests.Response:
        return (revoke if number == 10 else refresh)(hub.url, app, first["refresh_token"])

    answers = at_once(hub, app, 20, act)
    assert answers.pop(10).json() == {}
    assert not [pair for pair in accepted(answers) if is_live(hub, pair)]
    ((live, reason, *_),) = rows(hub, GRANTS, app.client_id)
    assert (live, reason) == (False, "revoked")


@pytest.mark.yardstick("E5")
def test_twenty_times_the_same_consent_form(hub: HubServer, browser: requests.Session, app: App) -> None:
    page = ask(browser, hub.url, authorize_params(app))
    answers = parallel(20, lambda _: answer(browser, page))
    assert Counter(answer.status_code for answer in answers) == {303: 1, 400: 19}
    (code,) = [code_of(answer) for answer in answers if answer.status_code == 303]
    assert rows(hub, GRANTS, app.client_id) == [(True, "", 0, True)]
    assert audited(hub, app)["consent.granted"] == 1
    assert redeem(hub.url, app, code).status_code == 200


@pytest.mark.yardstick("E5")
def test_allow_beside_cancel_of_the_same_consent_form(hub: HubServer, browser: requests.Session, app: App) -> None:
    for number in range(3):
        page = ask(browser, hub.url, authorize_params(app, prompt="consent"))
        answers = parallel(8, lambda place: answer(browser, page, ("allow", "deny")[(place + number) % 2]))  # noqa: B023  # all of them end here
        assert Counter(one.status_code for one in answers) == {303: 1, 400: 7}
        assert all("already answered" in one.text for one in answers if one.status_code == 400)
    recorded = audited(hub, app)
    assert recorded["consent.granted"] + recorded["consent.denied"] == 3
    assert len(rows(hub, GRANTS, app.client_id)) == recorded["consent.granted"]


def test_first_consents_from_several_tabs(hub: HubServer, browser: requests.Session, app: App) -> None:
    tabs = [ask(browser, hub.url, authorize_params(app, state=str(number))) for number in range(8)]
    # There is no consent to lock yet: they meet where it is inserted, which looks at the app's row.
    answers = parallel_behind(hub, HELD_APP, app.client_id, count=8, act=lambda number: answer(browser, tabs[number]))
    assert [answer_of(one)["state"] for one in answers] == [str(number) for number in range(8)]
    assert len(rows(hub, CONSENTS, app.client_id)) == 1
    assert all(redeem(hub.url, app, code_of(one)).status_code == 200 for one in answers)
    assert rows(hub, GRANTS, app.client_id) == [(True, "", 0, True)] * 8


@pytest.mark.yardstick("E16")
def test_no_refresh_outlives_an_end_that_is_chosen_beside_it(
    hub: HubServer, browser: requests.Session, app: App
) -> None:
    tokens = connect(browser, hub.url, app)
    for _ in range(3):
        page = ask(browser, hub.url, authorize_params(app, prompt="consent"))

        def act(number: int, page: requests.Response = page, token: str = tokens["refresh_token"]) -> requests.Response:
            # An hour is what an access token lives: one that is issued a moment later has to be cut.
            return refresh(hub.url, app, token) if number else answer(browser, page, ends="3600")

        allowed, *refreshed = parallel_behind(hub, HELD_GRANT, app.client_id, count=WORKERS, act=act)
        assert code_of(allowed)
        (tokens, *_) = accepted(refreshed)
        assert rows(hub, OUTLIVING, app.client_id) == []
        rows(hub, WITHOUT_END, app.client_id)


def test_of_pages_answered_at_once_none_reaches_what_it_did_not_speak_of(
    hub: HubServer, browser: requests.Session
) -> None:
    app = hub.create_app("--name", "Wide app", scopes=("profile:read", "teams:read", "teams:write"))
    connect(browser, hub.url, app, scope="profile:read")
    # No more than there are workers: one that comes after the race would put right what the race lost.
    wider = ["teams:read", "teams:write"] * (WORKERS // 2)
    tabs = [ask(browser, hub.url, authorize_params(app, scope=scope)) for scope in wider]
    answers = parallel_behind(
        hub, HELD_CONSENT, app.client_id, count=WORKERS, act=lambda number: answer(browser, tabs[number])
    )
    first, *others = [scope for scope, one in zip(wider, answers, strict=True) if one.status_code != 400]
    assert others == [first] * (WORKERS // 2 - 1)
    ((scopes,),) = rows(hub, CONSENTS, app.client_id)
    assert set(scopes.split()) == {"profile:read", first}
