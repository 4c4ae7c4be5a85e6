"""R4: the answer to a refresh is lost on its way, and the client asks again."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, LiteralString
from urllib.parse import urlencode

import pytest
import requests

from hub_oauth.protocol import tokens
from tests.faults import crowd
from tests.faults.oracle import Oracle, handle_of
from tests.faults.sizes import record
from tests.support import ports
from tests.support.answers import ME
from tests.support.app import TOKEN, App, Tokens, refresh_params
from tests.support.database import rows
from tests.support.http_flow import connect, get, refresh
from tests.support.server import HubServer

ROW: LiteralString = """
    SELECT generation, access_digest, ended_at IS NULL, end_reason FROM hub_oauth_grant WHERE refresh_handle = %s
"""
EARLIER: LiteralString = (
    "UPDATE hub_oauth_grant SET rotated_at = rotated_at - make_interval(secs => %s) WHERE refresh_handle = %s"
)
REPLACED: LiteralString = """
    SELECT count(*) FROM hub_oauth_auditevent e JOIN hub_oauth_grant g ON e.details->>'grant' = g.id::text
    WHERE e.event = 'token.refreshed' AND g.refresh_handle = %s AND (e.details->>'replaced_unused')::boolean
"""


@dataclass(frozen=True)
class Family:
    """What a client holds whose last answer never came."""

    hub: HubServer
    app: App
    held: Tokens

    @property
    def row(self) -> tuple[Any, ...]:
        return rows(self.hub, ROW, handle_of(self.held))[0]

    @property
    def replaced(self) -> int:
        return int(rows(self.hub, REPLACED, handle_of(self.held))[0][0])

    def lose_answer(self) -> None:
        """Send the request and drop the socket; wait until the Hub has committed what nobody will read."""
        body = urlencode(refresh_params(self.app, self.held["refresh_token"]))
        head = {
            "Host": f"{ports.LOOPBACK}:{self.hub.port}",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
            **self.app.headers,
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
        with socket.create_connection((ports.LOOPBACK, self.hub.port), timeout=10) as connection:
            connection.sendall(f"POST {TOKEN} HTTP/1.1\r\n{lines}\r\n{body}".encode())
        end = monotonic() + 10
        while self.row[0] == 0:
            assert monotonic() < end, "the refresh was never carried out"
            sleep(0.01)

    def let_pass(self, seconds: float) -> None:
        """Short times for real; for long ones the row is dated back, which is what the database's clock compares."""
        if seconds <= 1:
            sleep(seconds)
        else:
            rows(self.hub, EARLIER, seconds, handle_of(self.held))

    def retry(self) -> requests.Response:
        return refresh(self.hub.url, self.app, self.held["refresh_token"])


@pytest.fixture
def family(hub: HubServer, oracle: Oracle) -> Family:
    app, (browser,) = crowd.shared_app(hub), crowd.browsers(hub, 1)
    family = Family(hub, app, connect(browser, hub.url, app))
    family.lose_answer()
    return family


@pytest.mark.yardstick("R4")
@pytest.mark.parametrize("seconds", [0.1, 1, 9])
def test_retried_inside_the_window_the_identical_pair_comes(family: Family, oracle: Oracle, seconds: float) -> None:
    lost = family.row
    family.let_pass(seconds)
    pair = oracle.saw(family.retry()).json()
    assert family.row == lost
    assert tokens.digest(pair["access_token"]) == bytes(lost[1])
    assert get(family.hub.url, ME, pair["access_token"]).status_code == 200
    record("R4", f"lost, asked again after {seconds} s: the identical pair")


@pytest.mark.yardstick("R4")
@pytest.mark.parametrize("seconds", [11, 60])
def test_retried_later_the_unused_successor_is_replaced(family: Family, oracle: Oracle, seconds: float) -> None:
    _, lost, *_ = family.row
    family.let_pass(seconds)
    pair = oracle.saw(family.retry()).json()
    generation, access, live, _ = family.row
    assert (generation, live, family.replaced) == (1, True, 1)
    assert tokens.digest(pair["access_token"]) == bytes(access) != bytes(lost)
    assert get(family.hub.url, ME, pair["access_token"]).status_code == 200
    record("R4", f"lost, asked again after {seconds} s: a replacement, one live refresh token")


@pytest.mark.yardstick("R4")
@pytest.mark.parametrize("seconds", [11, 60])
def test_retried_later_after_the_successor_was_used_nothing_comes(
    family: Family, oracle: Oracle, seconds: float
) -> None:
    """Somebody read the answer after all."""
    pair = family.retry().json()
    assert get(family.hub.url, ME, pair["access_token"]).status_code == 200
    family.let_pass(seconds)
    answer = family.retry()
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert family.row[2:] == (False, "reuse")
    assert get(family.hub.url, ME, pair["access_token"]).status_code == 401
    record("R4", f"read by somebody, asked again after {seconds} s: the family ends")
