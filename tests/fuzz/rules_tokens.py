"""Apps at the token and revocation endpoints and at the API, honest, clumsy and thieving."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import consumes, rule

from tests.fuzz.base import Base, codes, grants, scope_sets
from tests.fuzz.model import Grant, Verdict
from tests.fuzz.model.verdicts import NO_CLIENT
from tests.support.answers import ME, TEAMS, call, error_of
from tests.support.app import App

NEEDS: Final = {ME: "profile:read", TEAMS: "teams:read"}
# A part of a redemption that is wrong -> the parameter in which it shows
WRONG: Final = {
    "verifier": {"code_verifier": "x" * 43},
    "redirect": {"redirect_uri": "https://thief.example/callback"},
    "proven": {},
}


class Exchanging(Base):
    @rule(target=grants, grant=consumes(codes), says_where=st.booleans())
    def redeem(self, grant: Grant, *, says_where: bool) -> Grant:
        app = self.app_of(grant)
        verdict = self.world.redeem(grant.client, grant)
        where = app.redirect_uri if says_where else None
        self.check(grant, verdict, self.site.redeem(app, grant.code, redirect_uri=where))
        return grant

    @rule(grant=codes | grants, wrong=st.sampled_from(sorted(WRONG)))
    def redeem_badly(self, grant: Grant, wrong: str) -> None:
        app = self.site.unproven[grant.client.name] if wrong == "proven" else self.app_of(grant)
        verdict = self.world.redeem(grant.client, grant, **{wrong: False})
        self.check(grant, verdict, self.site.redeem(app, grant.code, **WRONG[wrong]))

    @rule(grant=codes | grants)
    def redeem_as_another_client(self, grant: Grant) -> None:
        thief = self.stranger_to(grant)
        verdict = self.world.redeem(thief, grant)
        self.check(grant, verdict, self.site.redeem(self.site.apps[thief.name], grant.code))

    @rule(grant=codes)
    def guess_the_verifier(self, grant: Grant) -> None:
        """Five times, so that the code is burned."""
        for _ in range(5):
            self.redeem_badly(grant, "verifier")

    @rule(grant=grants)
    def replay_the_code(self, grant: Grant) -> None:
        verdict = self.world.redeem(grant.client, grant)
        self.check(grant, verdict, self.site.redeem(self.app_of(grant), grant.code))

    @rule(grant=grants)
    def refresh(self, grant: Grant) -> None:
        if grant.pair is not None:
            self.present(grant, grant.pair.refresh)

    @rule(grant=grants, scopes=scope_sets)
    def refresh_with_scope(self, grant: Grant, scopes: frozenset[str]) -> None:
        """Narrower, wider or the same."""
        if grant.pair is not None:
            self.present(grant, grant.pair.refresh, scopes)

    @rule(grant=grants)
    def refresh_with_the_predecessor(self, grant: Grant) -> None:
        if grant.previous:
            self.present(grant, grant.previous)

    @rule(grant=grants, data=st.data())
    def refresh_with_an_older_one(self, grant: Grant, data: st.DataObject) -> None:
        if older := grant.older():
            self.present(grant, data.draw(st.sampled_from(older)))

    @rule(grant=grants, seconds=st.sampled_from([0, 9, 10, 11, 60, 24 * 3600, 24 * 3600 + 1]), used=st.booleans())
    def lose_the_response(self, grant: Grant, seconds: int, *, used: bool) -> None:
        """The app asks again for what it asked before; used: somebody got the answer all the same."""
        if grant.pair is None:
            return
        presented = grant.pair.refresh
        self.present(grant, presented)
        if used:
            self.call_api(grant, ME)
        self.pass_time(seconds)
        self.present(grant, presented)

    @rule(grant=grants)
    def retry_with_another_scope(self, grant: Grant) -> None:
        if grant.pair is not None:
            presented = grant.pair.refresh
            self.present(grant, presented)
            self.present(grant, presented, frozenset({"profile:read"}))

    @rule(grant=grants)
    def refresh_as_another_client(self, grant: Grant) -> None:
        if grant.pair is not None:
            thief = self.stranger_to(grant)
            verdict = self.world.refresh(thief, grant, grant.pair.refresh)
            self.check(grant, verdict, self.site.refresh(self.site.apps[thief.name], grant.pair.refresh))

    @rule(grant=grants)
    def refresh_with_a_wrong_secret(self, grant: Grant) -> None:
        if grant.pair is not None:
            verdict = self.world.refresh(grant.client, grant, grant.pair.refresh, proven=False)
            self.check(grant, verdict, self.site.refresh(self.site.unproven[grant.client.name], grant.pair.refresh))

    @rule(grant=grants, which=st.sampled_from(["access", "refresh", "predecessor", "older"]), by_thief=st.booleans())
    def revoke(self, grant: Grant, which: str, *, by_thief: bool) -> None:
        token = token_of(grant, which)
        if token:
            client = self.stranger_to(grant) if by_thief else grant.client
            verdict = self.world.revoke(client, grant, token)
            self.check_revoked(grant, verdict, self.site.apps[client.name], token)

    @rule(grant=grants)
    def revoke_with_a_wrong_secret(self, grant: Grant) -> None:
        if grant.pair is not None:
            app = self.site.unproven[grant.client.name]
            self.check_revoked(grant, NO_CLIENT, app, grant.pair.refresh)

    @rule(grant=grants, path=st.sampled_from(sorted(NEEDS)))
    def call_api(self, grant: Grant, path: str) -> None:
        if grant.pair is not None:
            self.touched.append(grant)
            status = self.world.api(grant, grant.pair.access, NEEDS[path])
            response = call(path, grant.pair.access)
            assert response.status_code == status
            if status == 200 and path == ME:
                assert response.json()["username"] == grant.person.name

    def present(self, grant: Grant, token: str, named: frozenset[str] = frozenset()) -> None:
        """A refresh token from its own client."""
        verdict = self.world.refresh(grant.client, grant, token, named)
        scope = " ".join(sorted(named)) or None
        self.check(grant, verdict, self.site.refresh(self.app_of(grant), token, scope=scope))

    def check_revoked(self, grant: Grant, verdict: Verdict, app: App, token: str) -> None:
        self.touched.append(grant)
        response = self.site.revoke(app, token)
        if verdict.refuses:
            assert error_of(response) == (verdict.status, verdict.error)
        else:
            assert (response.status_code, response.content) == (200, b"{}")


def token_of(grant: Grant, which: str) -> str:
    """Empty where the grant has none of this kind."""
    if which in ("access", "refresh"):
        return getattr(grant.pair, which, "")
    if which == "predecessor":
        return grant.previous
    return next(iter(grant.older()), "")
