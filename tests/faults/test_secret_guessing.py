"""R17: secrets are guessed without pause; everybody else is served as before, the client they are tried on too."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, count
from math import ceil
from time import monotonic, time
from typing import Final

import pytest

from tests.faults import crowd
from tests.faults.guessers import Guessers, steadily
from tests.faults.sizes import record, size
from tests.support.answers import ME
from tests.support.app import App, Tokens
from tests.support.database import WORKERS
from tests.support.http_flow import connect, get, refresh
from tests.support.postgres import Cluster
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

GUESSERS, GUESSES = 10, 100  # a second, of all together
PEOPLE, PER_SECOND = 10, 8  # requests a second of each
TURN: Final = 1.0  # seconds without guesses, then as many with them: what else the machine does falls upon both
TURNS: Final = size(5, 30)
LIMIT, WINDOW = 10, 60  # credentials.client, as it is shipped
# The yardstick's ratio, on a run of a size that gives a 99th percentile a meaning. The share of CI measures a few
# hundred answers on a machine that does other things: it would only notice guesses that make requests wait for them.
RATIO: Final = size(5.0, 2.0)
NEVER_WRONG: Final = size(0.250, 0.050)  # seconds: below this a ratio compares who gets a core first


@pytest.fixture(scope="module")
def guessed(cluster: Cluster) -> Iterator[HubServer]:
    """As it is deployed, on shipped limits, which its workers count together in the database."""
    url = cluster.create_database("guessed")
    with HubServer(url, workers=WORKERS, preload=True, debug=False, CACHE_URL="dbcache://hub_cache") as hub:
        hub.manage("createcachetable")
        yield hub


@pytest.mark.yardstick("R17")
def test_guessing_secrets_is_stopped_and_slows_nobody_down(guessed: HubServer) -> None:
    app = crowd.shared_app(guessed)
    people = [Person(guessed, app, connect(one.browser, guessed.url, app)) for one in crowd.people(guessed, PEOPLE)]
    guessers = Guessers(guessed.port, app, GUESSERS)
    alone, beside, began = list[float](), list[float](), time()
    answers: list[list[int]] = [[] for _ in range(GUESSERS)]
    with elsewhere() as process, ThreadPoolExecutor(PEOPLE) as threads:
        for _ in range(TURNS):
            alone += chain(*threads.map(Person.ask_on, people))
            guessing = process.submit(guessers.guess, GUESSES, TURN)
            beside += chain(*threads.map(Person.ask_on, people))
            answers = [before + new for before, new in zip(answers, guessing.result(), strict=True)]
    record(
        "R17",
        f"{sum(map(len, answers))} guesses in {TURNS * TURN:.0f} s; p99 of everybody else's {len(beside)} requests "
        f"{percentile(alone) * 1000:.1f} -> {percentile(beside) * 1000:.1f} ms",
    )
    windows = int(time()) // WINDOW - int(began) // WINDOW + 1
    for one in answers:
        assert one[:LIMIT] == [401] * LIMIT
        assert one.count(401) <= LIMIT * windows
    assert percentile(beside) < max(RATIO * percentile(alone), NEVER_WRONG)


def elsewhere() -> ProcessPoolExecutor:
    """A process that is there already: its start is no guess."""
    process = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"))
    process.submit(int).result()
    return process


@dataclass
class Person:
    """Uses an app: the API, and now and then a refresh, by the client whose secret is guessed."""

    hub: HubServer
    app: App
    pair: Tokens
    numbers: Iterator[int] = field(default_factory=count)

    def ask_on(self) -> list[float]:
        """Seconds that each answer took, for the time of a turn."""
        return steadily(self.ask, PER_SECOND, TURN)

    def ask(self) -> float:
        """Never refused."""
        began = monotonic()
        if next(self.numbers) % 15:  # at no fixed place in a turn
            response = get(self.hub.url, ME, self.pair["access_token"])
        else:
            response = refresh(self.hub.url, self.app, self.pair["refresh_token"])
            self.pair = response.json()
        taken = monotonic() - began
        assert response.status_code == 200, response.text
        return taken


def percentile(seconds: list[float]) -> float:
    """The 99th."""
    return sorted(seconds)[ceil(len(seconds) * 0.99) - 1]
