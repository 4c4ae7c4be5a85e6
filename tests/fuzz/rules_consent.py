"""People at the authorization endpoint, and what takes their consent back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import multiple, rule

from tests.fuzz import clock
from tests.fuzz.base import Base, apps, codes, people, scope_sets, shown
from tests.fuzz.model import Client, Person
from tests.support.app import code_of
from tests.support.html import form_with

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

NOTHING: Final[frozenset[str]] = frozenset()
# What is forged in the form -> what it then holds
FORGED: Final[dict[str, dict[str, Any]]] = {
    "the signed value": {"request": "forged"},
    "a parameter": {"redirect_uri": "https://thief.example/callback"},
    "a scope": {"scope": ["profile:read"]},
    "the decision": {"decision": "maybe"},
}


@dataclass(frozen=True)
class Page:
    """A consent page for everything that an app may ask for now; optional: what can be unticked there."""

    response: Response
    person: Person
    client: Client
    optional: frozenset[str]

    @property
    def signed(self) -> str:
        return form_with(self.response.content.decode(), "request").fields["request"]


class Consenting(Base):
    @rule(target=codes, person=people, app=apps, scopes=scope_sets, again=st.booleans(), untick=st.booleans())
    def allow(self, person: str, app: str, scopes: frozenset[str], *, again: bool, untick: bool) -> Any:
        return self.consent(person, app, scopes, "consent" if again else None, untick=untick)

    @rule(target=codes, person=people, app=apps, scopes=scope_sets)
    def ask_silently(self, person: str, app: str, scopes: frozenset[str]) -> Any:
        return self.consent(person, app, scopes, "none")

    @rule(target=codes, person=people, app=apps)
    def press_allow_twice(self, person: str, app: str) -> Any:
        """The second answer to the same page issues nothing."""
        page = self.page(person, app)
        if page is None:
            return multiple()
        grant = self.take_code(page.person, page.client, page.client.scopes, self.press(page, page.optional))
        assert self.press(page, page.optional).status_code == 400
        return grant

    @rule(person=people, app=apps)
    def deny(self, person: str, app: str) -> None:
        page = self.page(person, app)
        if page is not None:
            assert shown(self.site.answer(person, page.response, "deny")) == "access_denied"
            self.world.deny(page.person, page.client)

    @rule(person=people, app=apps, what=st.sampled_from(sorted(FORGED)))
    def tamper(self, person: str, app: str, what: str) -> None:
        page = self.page(person, app)
        if page is not None:
            extra = {"decision": "allow", **FORGED[what]}
            assert self.site.answer(person, page.response, **extra).status_code == 400
            self.world.tamper(page.person)

    @rule(app=apps)
    def answer_for_somebody_else(self, app: str) -> None:
        """A signed request is good for the session and the person that it was shown to."""
        hers, his = self.page("alice", app), self.page("bob", app)
        if hers is not None and his is not None:
            assert self.site.answer("bob", his.response, "allow", request=hers.signed).status_code == 400

    @rule(person=people, app=apps)
    def remove_app(self, person: str, app: str) -> None:
        status = self.world.remove(self.world.people[person], self.world.clients[app])
        assert self.site.remove_app(person, app).status_code == status

    @rule(person=people, app=apps)
    def withdraw(self, person: str, app: str) -> None:
        self.site.withdraw(person, app)
        self.world.withdraw(self.world.people[person], self.world.clients[app])

    @rule(person=people, app=apps, days=st.sampled_from([1, 20, 100]))
    def limit_consent(self, person: str, app: str, days: int) -> None:
        """The person lets it end on a day; what was issued before ends then too."""
        consent = self.world.consent_of(self.world.people[person], self.world.clients[app])
        if consent is not None and consent.stands(self.world.now):
            consent.ends_at = self.world.now + days * 24 * 3600
            self.site.limit_consent(person, app, clock.moment(consent.ends_at))

    def consent(
        self, person: str, app: str, scopes: frozenset[str], prompt: str | None, *, untick: bool = False
    ) -> Any:
        who, client = self.world.people[person], self.world.clients[app]
        asked = self.world.ask(who, client, scopes, prompt)
        response = self.site.ask(person, app, scope=" ".join(sorted(scopes)), prompt=prompt)
        assert shown(response) == asked.shown
        if asked.shown == "code":
            return self.take_code(who, client, scopes, response, renewed=True)
        if asked.shown != "page":
            return multiple()
        allowed, ticked = (scopes - asked.optional, NOTHING) if untick else (scopes, asked.optional)
        return self.take_code(who, client, allowed, self.press(Page(response, who, client, asked.optional), ticked))

    def take_code(
        self, who: Person, client: Client, scopes: frozenset[str], response: Response, *, renewed: bool = False
    ) -> Any:
        """The grant of an allowed request; allowing nothing is denying."""
        if not scopes:
            assert shown(response) == "access_denied"
            self.world.deny(who, client)
            return multiple()
        assert shown(response) == "code"
        grant = self.world.issue(self.world.allow(who, client, scopes, renewed=renewed), scopes, code_of(response))
        self.site.travelled.append(grant.code)
        self.touched += self.world.grants_below(grant.consent)
        return grant

    def page(self, person: str, app: str) -> Page | None:
        """None where the model expects none."""
        who, client = self.world.people[person], self.world.clients[app]
        asked = self.world.ask(who, client, client.scopes, "consent")
        response = self.site.ask(person, app, scope=" ".join(sorted(client.scopes)), prompt="consent")
        assert shown(response) == asked.shown
        return Page(response, who, client, asked.optional) if asked.shown == "page" else None

    def press(self, page: Page, ticked: frozenset[str]) -> Response:
        """Allow, with these of the optional scopes."""
        return self.site.answer(page.person.name, page.response, "allow", scope=sorted(ticked))
