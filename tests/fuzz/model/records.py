from __future__ import annotations

from dataclasses import dataclass, field

from tests.fuzz.model.grants import Grant
from tests.fuzz.model.parties import Client, Consent, Person
from tests.fuzz.model.verdicts import Event


@dataclass(eq=False)
class Records:
    """Everything there is, and the audit log: ``log`` since it was looked at last, ``logged_at`` of all there is."""

    now: int = 0
    people: dict[str, Person] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    consents: list[Consent] = field(default_factory=list)
    grants: list[Grant] = field(default_factory=list)
    log: list[Event] = field(default_factory=list)
    logged_at: list[int] = field(default_factory=list)

    def record(
        self, name: str, person: Person | None = None, client: Client | None = None, *, refused: bool = False
    ) -> None:
        self.log.append(Event(name, person.name if person else "", client.name if client else "", refused))
        self.logged_at.append(self.now)

    def consent_of(self, person: Person, client: Client) -> Consent | None:
        """The one that was not taken back; it may have reached its end."""
        found = (one for one in self.consents if one.person is person and one.client is client and not one.revoked)
        return next(found, None)

    def grants_below(self, consent: Consent) -> list[Grant]:
        return [grant for grant in self.grants if grant.consent is consent]
