"""Apps with tokens at the token and revocation endpoints and at the API, honest, clumsy and thieving."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.base import living, needs_living, needs_many, needs_over, over, scope_sets
from tests.fuzz.model import Client, Grant, Verdict
from tests.fuzz.model.verdicts import NO_CLIENT
from tests.fuzz.rules_redeem import Redeeming
from tests.fuzz.site import NEEDS
from tests.support.answers import ME, call, error_of
from tests.support.app import App

DAY = 24 * 3600
KINDS = st.sampled_from(["access", "refresh", "predecessor", "older"])


class Exchanging(Redeeming):
    @needs_living
    @rule(grant=living)
    def refresh(self, grant: Grant) -> None:
        self.present(grant, token_of(grant, "refresh"))

    @needs_living
    @rule(grant=living, scopes=scope_sets)
    def refresh_with_scope(self, grant: Grant, scopes: frozenset[str]) -> None:
        """Narrower, wider or the same."""
        self.present(grant, token_of(grant, "refresh"), scopes)

    @needs_living
    @rule(grant=living)
    def refresh_with_the_predecessor(self, grant: Grant) -> None:
        self.present(grant, token_of(grant, "predecessor"))

    @needs_many
    @rule(grant=living)
    def refresh_with_an_older_one(self, grant: Grant) -> None:
        self.present(grant, token_of(grant, "older"))

    @needs_living
    @rule(grant=living, seconds=st.sampled_from([0, 9, 10, 11, 60, DAY, DAY + 1]), used=st.booleans())
    def lose_the_response(self, grant: Grant, seconds: int, *, used: bool) -> None:
        """The app asks again for what it asked before; used: somebody got the answer all the same."""
        presented = token_of(grant, "refresh")
        self.present(grant, presented)
        if used:
            self.call_api(grant, ME)
        self.pass_time(seconds)
        self.present(grant, presented)

    @needs_many
    @rule(grant=living)
    def retry_with_another_scope(self, grant: Grant) -> None:
        presented = token_of(grant, "refresh")
        self.present(grant, presented)
        self.present(grant, presented, frozenset({"profile:read"}))

    @needs_living
    @rule(grant=living)
    def refresh_as_another_client(self, grant: Grant) -> None:
        thief, token = self.stranger_to(grant), token_of(grant, "refresh")
        verdict = self.world.refresh(thief, grant, token)
        self.check(grant, verdict, self.site.refresh(self.site.apps[thief.name], token))

    @needs_living
    @rule(grant=living, kind=KINDS)
    def refresh_with_a_wrong_secret(self, grant: Grant, kind: str) -> None:
        """Changes nothing, whatever token it is."""
        if token := token_of(grant, kind):
            verdict = self.world.refresh(grant.client, grant, token, proven=False)
            self.check(grant, verdict, self.site.refresh(self.site.unproven[grant.client.name], token))

    @needs_many
    @rule(grant=living, kind=KINDS)
    def revoke(self, grant: Grant, kind: str) -> None:
        self.revoke_as(grant.client, grant, token_of(grant, kind))

    @needs_living
    @rule(grant=living, kind=KINDS)
    def revoke_as_another_client(self, grant: Grant, kind: str) -> None:
        self.revoke_as(self.stranger_to(grant), grant, token_of(grant, kind))

    @needs_living
    @rule(grant=living)
    def revoke_with_a_wrong_secret(self, grant: Grant) -> None:
        self.check_revoked(grant, NO_CLIENT, self.site.unproven[grant.client.name], token_of(grant, "refresh"))

    @needs_living
    @rule(grant=living, path=st.sampled_from(sorted(NEEDS)))
    def call_api(self, grant: Grant, path: str) -> None:
        self.touched.append(grant)
        token = token_of(grant, "access")
        status = self.world.api(grant, token, NEEDS[path])
        response = call(path, token)
        assert response.status_code == status
        if status == 200 and path == ME:
            assert response.json()["username"] == grant.person.name

    @needs_over
    @rule(grant=over, kind=KINDS)
    def try_what_is_over(self, grant: Grant, kind: str) -> None:
        """An ended grant and a spent code never come back; nor does another end of it make news."""
        self.redeem_code(grant)
        self.present(grant, token_of(grant, kind if kind != "access" else "refresh"))
        self.revoke_as(grant.client, grant, token_of(grant, kind))

    def present(self, grant: Grant, token: str, named: frozenset[str] = frozenset()) -> None:
        """A refresh token from its own client; nothing, where the grant has none of the kind."""
        if token:
            verdict = self.world.refresh(grant.client, grant, token, named)
            scope = " ".join(sorted(named)) or None
            self.check(grant, verdict, self.site.refresh(self.app_of(grant), token, scope=scope))

    def revoke_as(self, client: Client, grant: Grant, token: str) -> None:
        if token:
            verdict = self.world.revoke(client, grant, token)
            self.check_revoked(grant, verdict, self.site.apps[client.name], token)

    def check_revoked(self, grant: Grant, verdict: Verdict, app: App, token: str) -> None:
        self.touched.append(grant)
        response = self.site.revoke(app, token)
        if verdict.refuses:
            assert error_of(response) == (verdict.status, verdict.error)
        else:
            assert (response.status_code, response.content) == (200, b"{}")


def token_of(grant: Grant, kind: str) -> str:
    """Empty where the grant has none of this kind."""
    if kind in ("access", "refresh"):
        return getattr(grant.pair, kind, "")
    if kind == "older":
        return next(iter(grant.older()), "")
    return grant.previous if kind == "predecessor" else ""
