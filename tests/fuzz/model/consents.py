"""What the authorization endpoint answers, and what ends a consent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.fuzz.model.grants import CODE, Grant
from tests.fuzz.model.parties import Client, Consent, Person
from tests.fuzz.model.records import Records

# Live ones below one consent; the machine sets both so low that they are met.
GRANTS_AT_ONCE: Final = 5
CODES_AT_ONCE: Final = 3
OPEN: Final = "open"


@dataclass(frozen=True)
class Asked:
    """How a request is answered before anybody decides.

    shown: "page" for the consent page, "code" where it is skipped, "sign in", "error page", else the error code that
    goes back to the client.
    """

    shown: str
    optional: frozenset[str] = frozenset()


class Consents(Records):
    def ask(self, person: Person, client: Client, scopes: frozenset[str], prompt: str | None = None) -> Asked:
        """The only rule for skipping: a standing consent covers it, and the client does not ask for the page."""
        if not client.enabled:
            return Asked("error page")
        if not person.active and prompt != "none":
            return Asked("sign in")
        if not scopes <= client.scopes:
            return Asked("invalid_scope")
        if not person.active:
            return Asked("login_required")
        had = self.standing_scopes(person, client)
        if prompt != "consent" and had is not None and scopes <= had:
            return Asked("code")
        shown = "consent_required" if prompt == "none" else "page"
        return Asked(shown, client.optional & scopes - (had or frozenset()))

    def standing_scopes(self, person: Person, client: Client) -> frozenset[str] | None:
        consent = self.consent_of(person, client)
        return consent.scopes if consent is not None and consent.stands(self.now) else None

    def allow(
        self, person: Person, client: Client, scopes: frozenset[str], *, renewed: bool = False, ends: str = ""
    ) -> Consent:
        """The person allowed these scopes, or need not be asked; issue() the code next. ends: chosen, else as it is."""
        consent = self.consent_of(person, client)
        if consent is not None and not consent.stands(self.now):
            self.take_back(consent, "consent.expired")
            consent = None
        if consent is None:
            consent = Consent(person, client, scopes)
            self.consents.append(consent)
        consent.scopes |= scopes
        if ends:
            consent.ends_at = None if ends == OPEN else self.now + int(ends)
        if not renewed:
            self.cap(consent)
        self.end_oldest(consent)
        self.record("consent.renewed" if renewed else "consent.granted", person, client)
        return consent

    def cap(self, consent: Consent) -> None:
        """What was issued before ends no later than the consent does now."""
        for grant in self.grants_below(consent):
            if not grant.ended and not grant.gone:
                grant.cap()

    def issue(self, consent: Consent, scopes: frozenset[str], code: str) -> Grant:
        ends = self.now + consent.client.absolute
        ends = ends if consent.ends_at is None else min(ends, consent.ends_at)
        expires = min(self.now + CODE, ends)
        grant = Grant(len(self.grants) + 1, consent, scopes, code, expires, idle=expires, absolute=ends)
        self.grants.append(grant)
        return grant

    def end_oldest(self, consent: Consent) -> None:
        """Room for one more code and one more grant: the oldest go, codes before what is in use."""
        live = [one for one in self.grants_below(consent) if not one.ended and not one.gone and self.now < one.idle]
        live.sort(key=lambda grant: (grant.spent_at is None, -(grant.spent_at or 0), -grant.number))
        codes = [grant for grant in live if grant.spent_at is None]
        doomed = live[GRANTS_AT_ONCE - 1 :] + codes[CODES_AT_ONCE - 1 :]
        if sum(grant.end("cap", self.now) for grant in doomed):
            self.record("grant.ended", consent.person, consent.client)

    def deny(self, person: Person, client: Client) -> None:
        self.record("consent.denied", person, client, refused=True)

    def tamper(self, person: Person) -> None:
        self.record("consent.tampered", person, refused=True)

    def withdraw(self, person: Person, client: Client) -> bool:
        """By an administrator; False where there is nothing to take back."""
        consent = self.consent_of(person, client)
        if consent is not None:
            self.take_back(consent, "consent.revoked")
        return consent is not None

    def remove(self, person: Person, client: Client) -> int:
        """By the person on the page of connected apps; the status of the answer."""
        if not person.active:
            return 302
        consent = self.consent_of(person, client)
        if consent is None or not consent.stands(self.now):
            return 404
        self.take_back(consent, "consent.revoked")
        return 302

    def narrow(self, person: Person, client: Client, scope: str) -> int:
        """One permission taken back by the person on the page of the app; the status of the answer."""
        if not person.active:
            return 302
        consent = self.consent_of(person, client)
        if consent is None or not consent.stands(self.now) or scope not in consent.scopes & client.optional:
            return 404
        if consent.scopes == {scope}:
            self.take_back(consent, "consent.revoked")
            return 302
        consent.scopes -= {scope}
        for grant in self.grants_below(consent):
            grant.narrow(scope, self.now)
        self.record("consent.narrowed", person, client)
        return 302

    def take_back(self, consent: Consent, event: str) -> None:
        consent.revoked = True
        for grant in self.grants_below(consent):
            grant.end("consent", self.now)
        self.record(event, consent.person, consent.client)
