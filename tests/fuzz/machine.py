from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.fuzz.base import apps, people
from tests.fuzz.invariants import Invariants
from tests.fuzz.rules_admin import Administering
from tests.fuzz.rules_consent import Consenting
from tests.fuzz.site import SCOPES, SPA, WEB


class Lifecycle(Consenting, Administering, Invariants):
    """The life of tokens: two people, two apps, everything that may happen to them, in any order."""

    @initialize()
    def begin(self) -> None:
        self.connect("alice", WEB, wide=True)
        self.connect("bob", SPA, wide=False)
        self.connect("alice", SPA, wide=True)

    @rule(person=people, app=apps, wide=st.booleans())
    def connect(self, person: str, app: str, *, wide: bool) -> None:
        """The whole flow."""
        grant = self.consent(person, app, frozenset(SCOPES if wide else SCOPES[:2]), None)
        if grant is not None:
            self.redeem_code(grant)
