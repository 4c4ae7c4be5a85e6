"""People at the authorization endpoint, and what takes their consent back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz import clock
from tests.fuzz.base import Base, apps, living, needs_living, needs_many, people, scope_sets, shown
from tests.fuzz.model import Client, Grant, Person
from tests.fuzz.model.consents import OPEN
from tests.fuzz.site import OPTIONAL, SCOPES
from tests.support.app import code_of
from tests.support.html import form_with

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

NOTHING: Final[frozenset[str]] = frozenset()
ENDS: Final = ("3600", "86400", "2592000")  # seconds, as the page offers them
# What is forged in the form -> what it then holds
FORGED: Final[dict[str, dict[str, Any]]] = {
    "the signed value": {"request": "forged"},
    "a parameter": {"redirect_uri": "https://thief.example/callback"},
    "a scope": {"scope": ["profile:read"]},
    "the decision": {"decision": "maybe"},
    "the end": {"ends": "7200"},
    "a team": {"team": ["0"]},
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
    @rule(person=people, app=apps, scopes=scope_sets, again=st.booleans(), untick=st.booleans())
    def allow(self, person: str, app: str, scopes: frozenset[str], *, again: bool, untick: bool) -> None:
        self.consent(person, app, scopes, "consent" if again else None, untick=untick)

    @rule(person=people, app=apps, scopes=scope_sets)
    def ask_silently(self, person: str, app: str, scopes: frozenset[str]) -> None:
        self.consent(person, app, scopes, "none")

    @rule(person=people, app=apps)
    def deny(self, person: str, app: str) -> None:
        page = self.page(person, app)
        if page is not None:
            assert shown(self.site.answer(person, page.response, "deny")) == "access_denied"
            self.world.deny(page.person, page.client)

    @rule(person=people, app=apps, how=st.sampled_from([*sorted(FORGED), "twice", "for somebody else"]))
    def mishandle_the_page(self, person: str, app: str, how: str) -> None:
        page = self.page(person, app)
        if page is None:
            return
        if how in FORGED:
            self.tamper(page, FORGED[how])
        elif how == "twice":
            self.press_allow_twice(page)
        else:
            self.answer_for_somebody_else(page)

    def tamper(self, page: Page, extra: dict[str, Any]) -> None:
        response = self.site.answer(page.person.name, page.response, **{"decision": "allow", **extra})
        assert response.status_code == 400
        self.world.tamper(page.person)

    def press_allow_twice(self, page: Page) -> None:
        """The second answer to the same page issues nothing."""
        self.take_code(page.person, page.client, page.client.scopes, self.press(page, page.optional))
        assert self.press(page, page.optional).status_code == 400

    def answer_for_somebody_else(self, page: Page) -> None:
        """A signed request is good for the session and the person that it was shown to."""
        other = "bob" if page.person.name == "alice" else "alice"
        theirs = self.page(other, page.client.name)
        if theirs is not None:
            assert self.site.answer(other, theirs.response, "allow", request=page.signed).status_code == 400

    @needs_many
    @rule(person=people, app=apps)
    def remove_app(self, person: str, app: str) -> None:
        status = self.world.remove(self.world.people[person], self.world.clients[app])
        assert self.site.remove_app(person, app).status_code == status

    @needs_living
    @rule(person=people, app=apps, scope=st.sampled_from([*OPTIONAL, *SCOPES]))
    def take_one_permission_back(self, person: str, app: str, scope: str) -> None:
        """In place: the consent stays, and so do the grants below it."""
        who, client = self.world.people[person], self.world.clients[app]
        status = self.world.narrow(who, client, scope)
        assert self.site.take_back(person, app, scope).status_code == status
        self.touched += [grant for grant in self.world.living() if grant.person is who and grant.client is client]

    @needs_many
    @rule(person=people, app=apps)
    def withdraw(self, person: str, app: str) -> None:
        self.site.withdraw(person, app)
        self.world.withdraw(self.world.people[person], self.world.clients[app])

    @needs_living
    @rule(grant=living, seconds=st.sampled_from([600, 20 * 24 * 3600]))
    def limit_consent(self, grant: Grant, seconds: int) -> None:
        """The person lets it end; what was issued before ends then too."""
        grant.consent.ends_at = self.world.now + seconds
        self.site.limit_consent(grant.person.name, grant.client.name, clock.moment(grant.consent.ends_at))

    @rule(person=people, app=apps, ends=st.sampled_from([*ENDS, OPEN]), past=st.booleans())
    def choose_an_end(self, person: str, app: str, ends: str, *, past: bool) -> None:
        """The person lets it end; what was issued before ends no later, and past it nothing is good."""
        grant = self.consent(person, app, frozenset(SCOPES[:2]), "consent", ends=ends)
        if grant is not None and ends != OPEN:
            self.touched.append(grant)
            if past:
                self.pass_time(int(ends))

    def consent(
        self, person: str, app: str, scopes: frozenset[str], prompt: str | None, *, untick: bool = False, ends: str = ""
    ) -> Grant | None:
        """Ask, and allow; the grant with its code, where the model expects one. ends: chosen, else as it is."""
        who, client = self.world.people[person], self.world.clients[app]
        asked = self.world.ask(who, client, scopes, prompt)
        response = self.site.ask(person, app, scope=" ".join(sorted(scopes)), prompt=prompt)
        assert shown(response) == asked.shown
        if asked.shown == "code":
            return self.take_code(who, client, scopes, response, renewed=True)
        if asked.shown != "page":
            return None
        allowed, ticked = (scopes - asked.optional, NOTHING) if untick else (scopes, asked.optional)
        pressed = self.press(Page(response, who, client, asked.optional), ticked, **({"ends": ends} if ends else {}))
        return self.take_code(who, client, allowed, pressed, ends=ends)

    def take_code(
        self,
        who: Person,
        client: Client,
        scopes: frozenset[str],
        response: Response,
        *,
        renewed: bool = False,
        ends: str = "",
    ) -> Grant | None:
        """The grant of an allowed request; allowing nothing is denying."""
        if not scopes:
            assert shown(response) == "access_denied"
            self.world.deny(who, client)
            return None
        assert shown(response) == "code"
        consent = self.world.allow(who, client, scopes, renewed=renewed, ends=ends)
        grant = self.world.issue(consent, scopes, code_of(response))
        self.site.travelled.append(grant.code)
        return grant

    def page(self, person: str, app: str) -> Page | None:
        """None where the model expects none."""
        who, client = self.world.people[person], self.world.clients[app]
        asked = self.world.ask(who, client, client.scopes, "consent")
        response = self.site.ask(person, app, scope=" ".join(sorted(client.scopes)), prompt="consent")
        assert shown(response) == asked.shown
        return Page(response, who, client, asked.optional) if asked.shown == "page" else None

    def press(self, page: Page, ticked: frozenset[str], **chosen: str) -> Response:
        """Allow, with these of the optional scopes."""
        return self.site.answer(page.person.name, page.response, "allow", scope=sorted(ticked), **chosen)
