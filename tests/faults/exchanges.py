"""The four exchanges that write: a code, a refresh, a revocation, a consent; each ready to be sent."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, Final, LiteralString

import requests

from tests.faults.crowd import Person
from tests.support.answers import ME
from tests.support.app import AUTHORIZE, REVOKE, TOKEN, App, Tokens, authorize_params, code_of
from tests.support.database import rows
from tests.support.http_flow import answer, ask, code_for, connect, get, redeem, refresh, revoke
from tests.support.server import HubServer

KEPT: LiteralString = """
    SELECT (SELECT json_agg(g ORDER BY g.id) FROM hub_oauth_grant g WHERE g.user_id = %s)::text,
           (SELECT json_agg(c ORDER BY c.id) FROM hub_oauth_consent c WHERE c.user_id = %s)::text,
           (SELECT array_agg(event ORDER BY id) FROM hub_oauth_auditevent WHERE user_id = %s::text)
"""


class Exchange(ABC):
    """One request of a person's app, or of their browser, that was not sent yet."""

    path: ClassVar[str]

    def __init__(self, hub: HubServer, app: App, person: Person) -> None:
        self.hub, self.app, self.person = hub, app, person
        self.prepare()

    @abstractmethod
    def prepare(self) -> None: ...

    @abstractmethod
    def send(self) -> requests.Response: ...

    @abstractmethod
    def assert_done(self, response: requests.Response) -> None:
        """It worked, and what it gave is good."""

    @abstractmethod
    def assert_done_unseen(self) -> None:
        """It worked and nobody heard of it: asking again is safe, and there is a way on."""

    def kept(self) -> tuple[Any, ...]:
        """Everything the database has about the person's apps."""
        return rows(self.hub, KEPT, self.person.pk, self.person.pk, self.person.pk)[0]

    def connect(self) -> Tokens:
        return connect(self.person.browser, self.hub.url, self.app)

    def api_status(self, pair: Tokens) -> int:
        return get(self.hub.url, ME, pair["access_token"]).status_code


class Redeeming(Exchange):
    path = TOKEN

    def prepare(self) -> None:
        self.code = code_for(self.person.browser, self.hub.url, self.app)

    def send(self) -> requests.Response:
        return redeem(self.hub.url, self.app, self.code)

    def assert_done(self, response: requests.Response) -> None:
        assert response.status_code == 200, response.text
        assert self.api_status(response.json()) == 200

    def assert_done_unseen(self) -> None:
        """A code has no grace: the app connects again (RFC 6749 §4.1.2)."""
        again = self.send()
        assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
        assert self.api_status(self.connect()) == 200


class Refreshing(Exchange):
    path = TOKEN

    def prepare(self) -> None:
        self.pair = self.connect()

    def send(self) -> requests.Response:
        return refresh(self.hub.url, self.app, self.pair["refresh_token"])

    def assert_done(self, response: requests.Response) -> None:
        assert response.status_code == 200, response.text
        assert self.api_status(response.json()) == 200
        assert self.api_status(self.pair) == 401

    def assert_done_unseen(self) -> None:
        """The answer that got lost is kept for ten seconds."""
        before = self.kept()
        again = self.send()
        assert self.kept() == before
        self.assert_done(again)


class Revoking(Exchange):
    path = REVOKE

    def prepare(self) -> None:
        self.pair = self.connect()

    def send(self) -> requests.Response:
        return revoke(self.hub.url, self.app, self.pair["refresh_token"])

    def assert_done(self, response: requests.Response) -> None:
        assert (response.status_code, response.json()) == (200, {})
        assert self.api_status(self.pair) == 401

    def assert_done_unseen(self) -> None:
        before = self.kept()
        self.assert_done(self.send())
        assert self.kept() == before


class Consenting(Exchange):
    path = AUTHORIZE

    def prepare(self) -> None:
        self.page = ask(self.person.browser, self.hub.url, authorize_params(self.app))

    def send(self) -> requests.Response:
        return answer(self.person.browser, self.page)

    def assert_done(self, response: requests.Response) -> None:
        assert redeem(self.hub.url, self.app, code_of(response)).status_code == 200

    def assert_done_unseen(self) -> None:
        """The form answers once; starting again leads to a code."""
        again = self.send()
        assert (again.status_code, "Location" in again.headers) == (400, False)
        assert self.api_status(self.connect()) == 200


EXCHANGES: Final[tuple[type[Exchange], ...]] = (Redeeming, Refreshing, Revoking, Consenting)
