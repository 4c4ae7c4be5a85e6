from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tests.fuzz.model.consents import Consents
from tests.fuzz.model.grants import Grant
from tests.fuzz.model.parties import DAY, Client, Person
from tests.fuzz.model.tokens import Tokens

AUDIT_KEPT: Final = 400 * DAY


@dataclass(eq=False)
class World(Consents, Tokens):
    """The site as it should be. What administrators do stands here, and what every token is good for."""

    def switch(self, client: Client, enabled: bool) -> None:
        if client.enabled != enabled:
            client.enabled = enabled
            self.record("client.enabled" if enabled else "client.disabled", client=client)

    def allow_scopes(self, client: Client, scopes: frozenset[str], optional: frozenset[str]) -> None:
        client.scopes, client.optional = scopes, optional
        self.record("client.changed", client=client)

    def rotate_secret(self, client: Client) -> None:
        self.record("client.secret_created", client=client)
        self.record("client.secret_revoked", client=client)

    def change_password(self, person: Person) -> None:
        """Disconnects every app of the person."""
        if sum(grant.end("password", self.now) for grant in self.grants if grant.person is person):
            self.record("grant.ended", person)

    def clean_up(self) -> None:
        for grant in self.grants:
            grant.gone = grant.gone or grant.is_dead(self.now)
        kept = [moment for moment in self.logged_at if moment >= self.now - AUDIT_KEPT]
        if len(kept) < len(self.logged_at):
            self.logged_at = kept
            self.record("audit.removed")

    def waiting(self) -> list[Grant]:
        """Those whose code could be redeemed now."""
        return [grant for grant in self.grants if grant.spent_at is None and self.redeemable(grant)]

    def redeemable(self, grant: Grant) -> bool:
        return grant.stands(self.now) and self.now < grant.code_expires and bool(grant.permits(grant.scopes))

    def living(self) -> list[Grant]:
        """Those whose newest refresh token is good for something."""
        return [grant for grant in self.grants if grant.pair and self.refreshes(grant, grant.pair.refresh)]

    def over(self) -> list[Grant]:
        """Those that were redeemed and are good for nothing, or not now."""
        return [grant for grant in self.grants if grant.pair and not self.refreshes(grant, grant.pair.refresh)]

    def opens(self, grant: Grant, access: str) -> frozenset[str] | None:
        """The scopes for which this access token is good at the API; None where it is good for nothing."""
        newest = grant.pair is not None and grant.pair.access == access
        if not newest or not grant.stands(self.now) or self.now >= grant.access_expires:
            return None
        return grant.permits(grant.access_scopes)

    def refreshes(self, grant: Grant, refresh: str) -> frozenset[str] | None:
        """The scopes that this refresh token stands for; None where it is not the newest of a live grant."""
        newest = grant.pair is not None and grant.pair.refresh == refresh
        if not newest or not grant.stands(self.now) or self.now >= grant.idle:
            return None
        return grant.permits(grant.scopes)

    def api(self, grant: Grant, access: str, needs: str) -> int:
        """The status of a call that needs a scope. A call with a live token is a use of it, even one refused."""
        scopes = self.opens(grant, access)
        if scopes is None:
            return 401
        grant.access_used = True
        return 200 if needs in scopes else 403
