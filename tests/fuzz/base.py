"""What all rules of the machine stand on: the site, the model of it, and the comparison of their answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition

from hub_oauth.conf import conf
from tests.fuzz import clock
from tests.fuzz.model import Client, Grant, Pair, Person, Verdict, World
from tests.fuzz.site import OPTIONAL, SCOPES, SPA, SPA_LIFETIMES, WEB, Site
from tests.support.answers import assert_not_stored, error_of
from tests.support.app import STATE, App, answer_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

people = st.sampled_from(["alice", "bob"])
apps = st.sampled_from([WEB, SPA])
scope_sets = st.sampled_from([SCOPES[:2], SCOPES, SCOPES[:1], SCOPES[1:2], SCOPES[2:]]).map(frozenset)

# Grants are picked by what the model knows of them: drawn from all, nearly every one would be dead after a few steps.
waiting: st.SearchStrategy[Grant] = st.runner().flatmap(lambda machine: st.sampled_from(machine.world.waiting()))
living: st.SearchStrategy[Grant] = st.runner().flatmap(lambda machine: st.sampled_from(machine.world.living()))
over: st.SearchStrategy[Grant] = st.runner().flatmap(lambda machine: st.sampled_from(machine.world.over()))
needs_waiting = precondition(lambda machine: bool(machine.world.waiting()))
needs_living = precondition(lambda machine: bool(machine.world.living()))
needs_over = precondition(lambda machine: bool(machine.world.over()))
# What ends grants or stops parties waits until several are alive.
needs_many = precondition(lambda machine: len(machine.world.living()) >= MANY)
MANY: Final = 2


class Base(RuleBasedStateMachine):
    """touched: the grants that the step was about."""

    def __init__(self) -> None:
        super().__init__()
        clock.show(0)
        self.site, self.world = Site(), World()
        self.touched: list[Grant] = []
        self.world.people = {name: Person(name) for name in self.site.people}
        for name, app in self.site.apps.items():
            self.register(Client(name, app.secret is not None, frozenset(SCOPES), frozenset(OPTIONAL)))
        spa = self.world.clients[SPA]
        spa.access, spa.absolute = SPA_LIFETIMES["access_token_lifetime"], SPA_LIFETIMES["refresh_absolute_lifetime"]
        self.register(Client("The API", confidential=True, scopes=frozenset(SCOPES[:2])))

    def register(self, client: Client) -> None:
        self.world.clients[client.name] = client
        self.world.record("client.created", client=client)
        if client.confidential:
            self.world.record("client.secret_created", client=client)

    def pass_time(self, seconds: int) -> None:
        self.world.now += seconds
        clock.show(self.world.now)

    def app_of(self, grant: Grant) -> App:
        return self.site.apps[grant.client.name]

    def stranger_to(self, grant: Grant) -> Client:
        """The other client."""
        return self.world.clients[SPA if grant.client.name == WEB else WEB]

    def check(self, grant: Grant, verdict: Verdict, response: Response) -> None:
        """The token endpoint answered as the model says; the grant holds what it gave."""
        self.touched.append(grant)
        if verdict.refuses:
            assert error_of(response) == (verdict.status, verdict.error)
            return
        assert response.status_code == verdict.status, response.content
        assert_not_stored(response)
        body = response.json()
        assert (body["token_type"], body["expires_in"]) == ("Bearer", verdict.expires_in)
        assert frozenset(body["scope"].split()) == verdict.scopes
        self.take(grant, Pair(body["access_token"], body["refresh_token"]), verdict)

    def take(self, grant: Grant, pair: Pair, verdict: Verdict) -> None:
        if verdict.repeats is None:
            assert not any(set(pair) & set(one) for one in grant.every_pair), "a token was given twice"
            grant.hold(pair)
        else:
            assert pair == verdict.repeats


def shown(response: Response) -> str:
    """What the authorization endpoint answered, in the model's words."""
    if response.status_code in (200, 400):
        return {200: "page", 400: "error page"}[response.status_code]
    if response.status_code == 302:
        assert response.headers["Location"].startswith("/login")
        return "sign in"
    assert response.status_code == 303, response
    told = answer_of(response)
    assert (told["state"], told["iss"]) == (STATE, conf.issuer)
    return "code" if "code" in told else told["error"]
