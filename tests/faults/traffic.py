"""Requests of every kind, some each second, and every answer to them: what clients see of an outage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event, Thread
from time import monotonic, sleep
from typing import Final, Self
from urllib.parse import urlsplit

import requests

from tests.faults import crowd
from tests.faults.oracle import Oracle
from tests.support.answers import ME, TEAMS
from tests.support.app import TOKEN, App, Tokens, authorize_params, code_of
from tests.support.http_flow import TIMEOUT, answer, ask, connect, get, redeem, refresh
from tests.support.server import HubServer

HTML: Final = "text/html; charset=utf-8"
# Where no page is -> type of a refusal, and the member that has its code.
FORMS: Final = {
    TOKEN: ("application/json", "error"),
    ME: ("application/problem+json", "code"),
    TEAMS: ("application/problem+json", "code"),
}
SECRETS: Final = ("hub_at_", "hub_rt_", "hub_ac_", "Traceback")

Requests = Iterator[requests.Response]


@dataclass(frozen=True)
class Answer:
    """sent: as ``monotonic``; took: seconds."""

    kind: str
    sent: float
    took: float
    response: requests.Response

    @property
    def is_good(self) -> bool:
        return self.response.status_code in (200, 303)

    @property
    def is_orderly(self) -> bool:
        """Whether it says that the Hub can't answer now, in the form of its endpoint, and when to come back."""
        said, status = self.response, self.response.status_code
        in_time = said.headers.get("Retry-After", "").isdecimal()
        return status == 503 and in_time and "Location" not in said.headers and self.is_in_form and not self.tells

    @property
    def is_in_form(self) -> bool:
        """RFC 6749 §5.2 for the token endpoint, RFC 9457 for the API, a page for people."""
        content_type, member = FORMS.get(urlsplit(self.response.url).path, (HTML, ""))
        if self.response.headers["Content-Type"] != content_type:
            return False
        if member:
            return bool(self.response.json()[member] == "temporarily_unavailable")
        return "right now" in self.response.text

    @property
    def tells(self) -> bool:
        return any(secret in self.response.text for secret in SECRETS)

    def __str__(self) -> str:
        return f"{self.kind}: {self.response.status_code} after {self.took:.2f} s: {self.response.text[:300]}"


@dataclass
class Caller:
    """One person with one app, and what the two ask again and again."""

    hub: HubServer
    app: App
    person: crowd.Person
    oracle: Oracle
    pair: Tokens = field(init=False)

    def __post_init__(self) -> None:
        self.pair = connect(self.person.browser, self.hub.url, self.app)

    def me(self) -> Requests:
        yield get(self.hub.url, ME, self.pair["access_token"])

    def teams(self) -> Requests:
        yield get(self.hub.url, TEAMS, self.pair["access_token"])

    def refresh(self) -> Requests:
        response = self.oracle.saw(refresh(self.hub.url, self.app, self.pair["refresh_token"]))
        if response.status_code == 200:
            self.pair = response.json()
        yield response

    def connect(self) -> Requests:
        """From the consent page to tokens; from the beginning again wherever it is stopped."""
        page = ask(self.person.browser, self.hub.url, authorize_params(self.app, prompt="consent"))
        yield page
        if page.status_code == 200:
            allowed = answer(self.person.browser, page)
            yield allowed
            if allowed.status_code == 303:
                yield self.oracle.saw(redeem(self.hub.url, self.app, code_of(allowed)))

    def home(self) -> Requests:
        yield self.person.browser.get(f"{self.hub.url}/", timeout=TIMEOUT)

    def apps(self) -> Requests:
        yield self.person.browser.get(f"{self.hub.url}/account/apps", timeout=TIMEOUT)


KINDS: Final = ("me", "teams", "refresh", "connect", "home", "apps")


class Traffic:
    """While it is entered, each kind asks about so many times a second, in a thread of its own.

    Leaving it raises what a thread raised; every answer is in ``answers``.
    """

    def __init__(self, hub: HubServer, oracle: Oracle, *kinds: str, per_second: float = 5) -> None:
        kinds = kinds or KINDS
        people = crowd.people(hub, len(kinds))
        app = crowd.shared_app(hub)
        self.callers = {kind: Caller(hub, app, person, oracle) for kind, person in zip(kinds, people, strict=True)}
        self.pause = 1 / per_second
        self.answers: list[Answer] = []
        self.failures: list[BaseException] = []
        self.over = Event()
        self.threads = [Thread(target=self.ask_again_and_again, args=(kind,)) for kind in kinds]

    def __enter__(self) -> Self:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()
        if self.failures:
            raise self.failures[0]

    def ask_again_and_again(self, kind: str) -> None:
        try:
            while not self.over.is_set():
                self.ask(kind)
        except BaseException as failure:  # noqa: BLE001  # raised where the thread is joined
            self.failures.append(failure)

    def ask(self, kind: str) -> None:
        sent = monotonic()
        for response in getattr(self.callers[kind], kind)():
            self.answers.append(Answer(kind, sent, monotonic() - sent, response))
            self.over.wait(max(0.0, sent + self.pause - monotonic()))
            sent = monotonic()

    def wait_for(self, what: Callable[[Answer], bool], since: float, seconds: float = 20) -> float:
        """Until each kind had such an answer to what it sent since then; the seconds from then to the last of them."""
        while waiting := {kind for kind in self.callers if not self.first(kind, what, since)}:
            assert monotonic() < since + seconds, f"no such answer: {waiting}; the last: {self.answers[-1]}"
            assert not self.failures, self.failures
            sleep(0.02)
        firsts = [one for kind in self.callers if (one := self.first(kind, what, since))]
        return max(one.sent + one.took for one in firsts) - since

    def first(self, kind: str, what: Callable[[Answer], bool], since: float) -> Answer | None:
        return next((one for one in list(self.answers) if one.kind == kind and one.sent >= since and what(one)), None)

    def between(self, start: float, end: float) -> list[Answer]:
        return [one for one in list(self.answers) if start <= one.sent < end]


def good(answer: Answer) -> bool:
    return answer.is_good


def refused(answer: Answer) -> bool:
    return answer.is_orderly


def listed(answers: list[Answer]) -> str:
    return "\n".join(map(str, answers[:10]))
