"""Administrators, the person's own account, and time."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.fuzz.base import apps, living, needs_living, needs_many, needs_over, needs_waiting, people, waiting
from tests.fuzz.model import Grant
from tests.fuzz.rules_tokens import Exchanging, token_of
from tests.fuzz.site import OPTIONAL, SCOPES, WEB
from tests.support import registry

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600
# Mostly short ones: a long wait leaves nothing alive.
SPANS: Final = [1, 5, 9, 11, 30, MINUTE, 10 * MINUTE, HOUR, HOUR, DAY, 8 * DAY, 29 * DAY, 400 * DAY]
# Moments in the life of a grant at which an answer changes -> the token that is tried there
EDGES: Final = {
    "access": "",
    "retry": "predecessor",
    "unused": "predecessor",
    "idle": "refresh",
    "absolute": "refresh",
    "consent": "refresh",
}


class Administering(Exchanging):
    @needs_many
    @rule(app=apps)
    def disable(self, app: str) -> None:
        registry.disable(self.site.apps[app])
        self.world.switch(self.world.clients[app], enabled=False)

    @precondition(lambda self: not all(client.enabled for client in self.world.clients.values()))
    @rule()
    def enable(self) -> None:
        for name, app in self.site.apps.items():
            registry.enable(app)
            self.world.switch(self.world.clients[name], enabled=True)

    @needs_many
    @rule(app=apps, scope=st.sampled_from(SCOPES))
    def drop_scope(self, app: str, scope: str) -> None:
        left: list[str] = [one for one in SCOPES if one in self.world.clients[app].scopes - {scope}]
        if left:
            self.set_scopes(app, left)

    @precondition(lambda self: any(len(self.world.clients[app].scopes) < len(SCOPES) for app in self.site.apps))
    @rule()
    def give_scopes_back(self) -> None:
        for app in self.site.apps:
            self.set_scopes(app, list(SCOPES))

    def set_scopes(self, app: str, scopes: list[str]) -> None:
        self.site.allow_scopes(app, scopes)
        self.world.allow_scopes(self.world.clients[app], frozenset(scopes), frozenset(OPTIONAL) & frozenset(scopes))

    @needs_living
    @rule()
    def rotate_secret(self) -> None:
        self.site.rotate_secret(WEB)
        self.world.rotate_secret(self.world.clients[WEB])

    @needs_many
    @rule(person=people)
    def deactivate(self, person: str) -> None:
        self.site.activate(person, active=False)
        self.world.people[person].active = False

    @precondition(lambda self: not all(person.active for person in self.world.people.values()))
    @rule()
    def activate(self) -> None:
        for name, person in self.world.people.items():
            self.site.activate(name, active=True)
            person.active = True

    @needs_many
    @rule(person=people)
    def change_password(self, person: str) -> None:
        self.site.change_password(person, f"correct horse battery staple {self.world.now}")
        self.world.change_password(self.world.people[person])

    @rule(seconds=st.sampled_from(SPANS))
    def wait(self, seconds: int) -> None:
        self.pass_time(seconds)

    @needs_living
    @rule(grant=living, edge=st.sampled_from(sorted(EDGES)), off=st.sampled_from([-1, 0, 1]))
    def wait_for_an_edge(self, grant: Grant, edge: str, off: int) -> None:
        """Up to the very second at which something runs out, the one before, or the one after."""
        moment = grant.edges().get(edge)
        if moment is not None and moment + off > self.world.now:
            self.pass_time(moment + off - self.world.now)
            self.touched.append(grant)
            self.present(grant, token_of(grant, EDGES[edge]))

    @needs_waiting
    @rule(grant=waiting, off=st.sampled_from([-1, 0, 1]))
    def redeem_at_the_edge(self, grant: Grant, off: int) -> None:
        self.pass_time(max(0, grant.code_expires + off - self.world.now))
        self.redeem_code(grant)

    @needs_over
    @rule()
    def clean_up(self) -> None:
        """Takes what is dead, and changes no answer."""
        before = {grant for grant in self.world.grants if grant.gone}
        self.site.clean_up()
        self.world.clean_up()
        self.touched += [grant for grant in self.world.grants if grant.gone and grant not in before]
