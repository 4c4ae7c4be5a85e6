"""R2 and R3: one refresh token, fifty at once; and one that a thief has too."""

from __future__ import annotations

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import monotonic
from typing import LiteralString

import pytest
import requests

from tests.faults import crowd
from tests.faults.oracle import Oracle, handle_of
from tests.faults.sizes import record, size
from tests.support.answers import ME
from tests.support.app import App, Tokens
from tests.support.database import parallel_behind, rows
from tests.support.http_flow import connect, get, refresh
from tests.support.server import HubServer

THREADS = 50
TOKENS = size(10, 200)
FAMILIES = size(10, 100)
ROTATIONS = 100
HELD: LiteralString = "SELECT id FROM hub_oauth_grant WHERE refresh_handle = %s FOR UPDATE"
LINEAGE: LiteralString = """
    SELECT generation, ended_at IS NULL, end_reason FROM hub_oauth_grant WHERE refresh_handle = %s
"""
LATER: LiteralString = "UPDATE hub_oauth_grant SET rotated_at = rotated_at - interval '11 s' WHERE refresh_handle = %s"


@pytest.mark.yardstick("H3")
@pytest.mark.yardstick("R2")
def test_fifty_rotations_of_each_token(hub: HubServer, oracle: Oracle) -> None:
    app = crowd.shared_app(hub)
    statuses: Counter[int] = Counter()
    for browser in crowd.browsers(hub, TOKENS):
        statuses += race_for_rotation(hub, oracle, app, browser)
    record("R2", f"{TOKENS} tokens x {THREADS} threads: {dict(statuses)}, one lineage each, 0 x 5xx, 0 dead tokens")


def race_for_rotation(hub: HubServer, oracle: Oracle, app: App, browser: requests.Session) -> Counter[int]:
    first = connect(browser, hub.url, app)
    answers = parallel_behind(
        hub,
        HELD,
        handle_of(first),
        count=THREADS,
        act=lambda _: oracle.saw(refresh(hub.url, app, first["refresh_token"])),
    )
    pairs = [answer.json() for answer in answers if answer.status_code == 200]
    assert pairs == [pairs[0]] * len(pairs)
    assert rows(hub, LINEAGE, handle_of(first)) == [(1, True, "")]
    assert get(hub.url, ME, pairs[0]["access_token"]).status_code == 200
    assert {answer.status_code for answer in answers} <= {200, 400}
    return Counter(answer.status_code for answer in answers)


@pytest.mark.yardstick("R3")
def test_a_stolen_token_replayed_while_the_owner_goes_on(hub: HubServer) -> None:
    app = crowd.shared_app(hub)
    found = [Theft(hub, app, connect(browser, hub.url, app)).run() for browser in crowd.browsers(hub, FAMILIES)]
    record("R3", f"{FAMILIES} families, all dead; the slowest {max(found):.2f} s after the owner's next rotation")
    assert max(found) < 10


class Theft:
    """The owner rotates without a pause; a thief tries the token he stole at some generation, until he is refused."""

    def __init__(self, hub: HubServer, app: App, first: Tokens) -> None:
        self.hub, self.app, self.pairs = hub, app, [first]
        self.stolen_at = random.randrange(5, ROTATIONS // 2)
        self.stolen, self.outrun_at = Event(), 0.0

    def run(self) -> float:
        """Seconds from the rotation that left the stolen token behind to the owner's refusal."""
        with ThreadPoolExecutor(1) as threads:
            thief = threads.submit(self.steal)
            refused = self.rotate()
            died_at = monotonic()
        assert error_of(refused) == error_of(thief.result()) == (400, "invalid_grant")
        assert rows(self.hub, LINEAGE, handle_of(self.pairs[0]))[0][1:] == (False, "reuse")
        return died_at - self.outrun_at

    def rotate(self) -> requests.Response:
        """The owner's rotations until one is refused, which is the answer; AssertionError after a hundred."""
        for made in range(1, ROTATIONS):
            answer = refresh(self.hub.url, self.app, self.pairs[-1]["refresh_token"])
            if answer.status_code != 200:
                return answer
            self.pairs.append(answer.json())
            if made == self.stolen_at:
                self.stolen.set()
            if made == self.stolen_at + 2:
                self.outrun_at = monotonic()
        raise AssertionError("the family outlives the theft")

    def steal(self) -> requests.Response:
        """Inside the window he gets what the owner gets; then he is found out."""
        self.stolen.wait(60)
        while True:
            answer = refresh(self.hub.url, self.app, self.pairs[self.stolen_at]["refresh_token"])
            if answer.status_code != 200:
                return answer


def error_of(response: requests.Response) -> tuple[int, str]:
    return response.status_code, response.json()["error"]


@pytest.mark.yardstick("R3")
def test_a_thief_in_step_with_the_owner_is_found_with_the_first_late_rotation(hub: HubServer, oracle: Oracle) -> None:
    """Inside the window both hold one and the same pair; whoever rotates again after it shows that there are two."""
    app = crowd.shared_app(hub)
    (browser,) = crowd.browsers(hub, 1)
    first = connect(browser, hub.url, app)
    owners, thiefs = (refresh(hub.url, app, first["refresh_token"]).json() for _ in range(2))
    assert owners == thiefs
    ahead = oracle.saw(refresh(hub.url, app, thiefs["refresh_token"])).json()
    assert get(hub.url, ME, ahead["access_token"]).status_code == 200
    rows(hub, LATER, handle_of(first))
    assert error_of(refresh(hub.url, app, owners["refresh_token"])) == (400, "invalid_grant")
    assert rows(hub, LINEAGE, handle_of(first)) == [(2, False, "reuse")]
    assert get(hub.url, ME, ahead["access_token"]).status_code == 401
