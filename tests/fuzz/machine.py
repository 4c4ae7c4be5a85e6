from __future__ import annotations

from typing import Any

from hypothesis.stateful import initialize

from tests.fuzz.base import codes
from tests.fuzz.invariants import Invariants
from tests.fuzz.rules_admin import Administering
from tests.fuzz.rules_consent import Consenting
from tests.fuzz.rules_tokens import Exchanging
from tests.fuzz.site import SCOPES, SPA, WEB


class Lifecycle(Consenting, Exchanging, Administering, Invariants):
    """The life of tokens: two people, two apps, everything that may happen to them, in any order."""

    @initialize(target=codes)
    def connect_one(self) -> Any:
        return self.consent("alice", WEB, frozenset(SCOPES), None)

    @initialize(target=codes)
    def connect_another(self) -> Any:
        return self.consent("bob", SPA, frozenset(SCOPES[:2]), None)
