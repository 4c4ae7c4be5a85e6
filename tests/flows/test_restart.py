"""What a refusal ended stays ended: the server may be killed with the answer, and all it knew but the database."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest

from tests.support.answers import ME
from tests.support.app import App, Tokens
from tests.support.http_flow import connect, get, refresh, sign_in
from tests.support.server import HubServer

PERSON = ("restarted", "a password for restarts 27")


@pytest.fixture(scope="module")
def hub() -> Iterator[HubServer]:
    """One of its own, since it is killed."""
    with HubServer() as hub:
        hub.create_user(*PERSON)
        yield hub


@pytest.fixture
def app(hub: HubServer) -> App:
    return hub.create_app()


@pytest.fixture
def pairs(hub: HubServer, app: App) -> list[Tokens]:
    """Three generations: the first two were replaced, the last is good."""
    found = [connect(sign_in(hub.url, *PERSON), hub.url, app)]
    for _ in range(2):
        found.append(refresh(hub.url, app, found[-1]["refresh_token"]).json())
    return found


def kill_and_start(hub: HubServer) -> None:
    """End every process of the server at once, as a failing machine would."""
    os.killpg(hub.server.pid, signal.SIGKILL)
    hub.server.stop()
    hub.server.start()


def reuse(hub: HubServer, app: App, tokens: Tokens) -> None:
    answer = refresh(hub.url, app, tokens["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


def assert_all_are_dead(hub: HubServer, app: App, pairs: list[Tokens]) -> None:
    for tokens in pairs:
        assert get(hub.url, ME, tokens["access_token"]).status_code == 401
        reuse(hub, app, tokens)


@pytest.mark.yardstick("H2")
def test_an_end_outlives_the_server_that_answered_with_it(hub: HubServer, app: App, pairs: list[Tokens]) -> None:
    reuse(hub, app, pairs[0])
    kill_and_start(hub)
    assert_all_are_dead(hub, app, pairs)


@pytest.mark.yardstick("H9")
def test_a_replaced_token_is_known_after_a_restart(hub: HubServer, app: App, pairs: list[Tokens]) -> None:
    kill_and_start(hub)
    assert get(hub.url, ME, pairs[-1]["access_token"]).status_code == 200
    reuse(hub, app, pairs[0])
    assert_all_are_dead(hub, app, pairs)
