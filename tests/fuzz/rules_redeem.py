"""Apps with a code at the token endpoint, honest, clumsy and thieving."""

from __future__ import annotations

from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.fuzz.base import Base, living, needs_living, needs_many, needs_waiting, waiting
from tests.fuzz.model import Grant

# A part of a redemption that is wrong -> the parameter in which it shows; "proven": the client's secret
WRONG: Final = {
    "verifier": {"code_verifier": "x" * 43},
    "redirect": {"redirect_uri": "https://thief.example/callback"},
    "proven": {},
}


class Redeeming(Base):
    @needs_waiting
    @rule(grant=waiting, says_where=st.booleans())
    def redeem(self, grant: Grant, *, says_where: bool) -> None:
        self.redeem_code(grant, says_where=says_where)

    @needs_waiting
    @rule(grant=waiting, wrong=st.sampled_from(sorted(WRONG)))
    def redeem_badly(self, grant: Grant, wrong: str) -> None:
        app = self.site.unproven[grant.client.name] if wrong == "proven" else self.app_of(grant)
        verdict = self.world.redeem(grant.client, grant, **{wrong: False})
        self.check(grant, verdict, self.site.redeem(app, grant.code, **WRONG[wrong]))

    @needs_waiting
    @rule(grant=waiting)
    def redeem_as_another_client(self, grant: Grant) -> None:
        """Who stole the code and all that goes with it."""
        thief, app = self.stranger_to(grant), self.app_of(grant)
        stolen = {"code_verifier": app.pkce.verifier, "redirect_uri": app.redirect_uri}
        verdict = self.world.redeem(thief, grant)
        self.check(grant, verdict, self.site.redeem(self.site.apps[thief.name], grant.code, **stolen))

    @needs_waiting
    @rule(grant=waiting, times=st.sampled_from([4, 5]))
    def guess_the_verifier(self, grant: Grant, times: int) -> None:
        """The fifth burns the code; after four it is still good."""
        for _ in range(times):
            self.redeem_badly(grant, "verifier")
        self.redeem_code(grant)

    @needs_many
    @rule(grant=living)
    def replay_the_code(self, grant: Grant) -> None:
        self.redeem_code(grant)

    @needs_living
    @rule(grant=living, wrong=st.sampled_from(sorted(WRONG)))
    def replay_the_code_badly(self, grant: Grant, wrong: str) -> None:
        """Changes nothing, or it would be a way to log people out."""
        self.redeem_badly(grant, wrong)

    def redeem_code(self, grant: Grant, *, says_where: bool = True) -> None:
        app = self.app_of(grant)
        verdict = self.world.redeem(grant.client, grant)
        where = app.redirect_uri if says_where else None
        self.check(grant, verdict, self.site.redeem(app, grant.code, redirect_uri=where))
