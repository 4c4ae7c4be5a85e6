"""People whose apps go on working while somebody does something to the server."""

from __future__ import annotations

import threading
from time import monotonic, sleep
from types import TracebackType
from typing import Final, Self

import requests

from tests.faults import crowd
from tests.faults.crowd import Person
from tests.faults.oracle import Oracle
from tests.support.answers import ME
from tests.support.app import authorize_params
from tests.support.http_flow import ask, connect, get, refresh
from tests.support.server import HubServer

THREADS: Final = 8


class Load:
    """Each thread is a person with an app: the API, a refresh, the consent page, over and over.

    lost: what went otherwise than it should, a line each; answered: how many rounds each thread has done.
    """

    def __init__(self, hub: HubServer, oracle: Oracle) -> None:
        self.hub, self.oracle = hub, oracle
        self.lost: list[str] = []
        self.answered = [0] * THREADS
        self.over = threading.Event()
        self.app = crowd.shared_app(hub)
        self.threads = [
            threading.Thread(target=self.go_on, args=(number, person))
            for number, person in enumerate(crowd.people(hub, THREADS))
        ]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()

    def go_on(self, number: int, person: Person) -> None:
        try:
            tokens = connect(person.browser, self.hub.url, self.app)
            while not self.over.is_set():
                ok(get(self.hub.url, ME, tokens["access_token"]))
                tokens = self.oracle.saw(ok(refresh(self.hub.url, self.app, tokens["refresh_token"]))).json()
                ok(ask(person.browser, self.hub.url, authorize_params(self.app, prompt="consent")))
                self.answered[number] += 1
        except (requests.RequestException, AssertionError) as error:
            self.lost.append(f"{type(error).__name__}: {error}")

    def goes_on(self, rounds: int = 2, seconds: float = 60) -> None:
        """Wait until everybody has got so many more answers, or somebody lost one."""
        before, end = list(self.answered), monotonic() + seconds
        while not self.lost and any(now < then + rounds for now, then in zip(self.answered, before, strict=True)):
            assert monotonic() < end, f"somebody gets no answer: {self.answered}"
            sleep(0.02)


def ok(response: requests.Response) -> requests.Response:
    assert response.status_code == 200, f"{response.status_code} {response.text[:200]}"
    return response
