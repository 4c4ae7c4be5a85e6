"""What holds after every step, whatever happened."""

from __future__ import annotations

from hypothesis.stateful import invariant

from tests.fuzz import rows
from tests.fuzz.base import Base
from tests.fuzz.model import Grant
from tests.support.answers import ME, TEAMS

NEEDS = {ME: "profile:read", TEAMS: "teams:read"}


class Invariants(Base):
    def __init__(self) -> None:
        super().__init__()
        self.last_event = self.searched = self.steps = 0
        self.before: dict[str, rows.GrantRow] = {}

    @invariant()
    def everything_holds(self) -> None:
        self.one_audit_row_for_each_change()
        self.grants_are_what_they_should_be()
        self.no_secret_stands_in_the_database()
        self.tokens_are_good_for_what_they_should_be()
        assert rows.ownerless_teams() == 0, "a team without an owner"

    def one_audit_row_for_each_change(self) -> None:
        self.last_event, events = rows.audit_after(self.last_event)
        assert events == self.world.log
        self.world.log.clear()

    def grants_are_what_they_should_be(self) -> None:
        """One for each code; what ended or was spent stays so; nobody has more than was consented to."""
        found = rows.grants()
        for code in found.keys() & self.before.keys():
            assert (found[code].spent, found[code].ended) >= (self.before[code].spent, self.before[code].ended)
        assert found == {rows.digest(grant.code): as_row(grant) for grant in self.world.grants if not grant.gone}
        assert all(row.scopes <= row.consented for row in found.values())
        self.before = found

    def no_secret_stands_in_the_database(self) -> None:
        """Those that travelled in this step; all of them at the end."""
        assert rows.found_in_the_clear(self.site.travelled[self.searched :]) == []
        self.searched = len(self.site.travelled)

    def tokens_are_good_for_what_they_should_be(self) -> None:
        """The newest of the grants that the step was about, and of one other in turn."""
        self.steps += 1
        in_turn = self.world.grants[self.steps % len(self.world.grants)] if self.world.grants else None
        for grant in dict.fromkeys([*self.touched, in_turn]):
            if grant is not None and grant.pair is not None:
                self.probe_access(grant, grant.pair.access)
                self.probe_refresh(grant, grant.pair.refresh)
        self.touched.clear()

    def probe_access(self, grant: Grant, token: str) -> None:
        """The API, and introspection, which agrees with it."""
        path = (ME, TEAMS)[self.steps % 2]
        scopes = self.world.opens(grant, token)
        status = 401 if scopes is None else 200 if NEEDS[path] in scopes else 403
        assert self.site.peek(token, path).status_code == status, grant
        self.compare(token, scopes)

    def probe_refresh(self, grant: Grant, token: str) -> None:
        self.compare(token, self.world.refreshes(grant, token))

    def compare(self, token: str, scopes: frozenset[str] | None) -> None:
        told = self.site.introspect(token)
        if scopes is None:
            assert told == {"active": False}
        else:
            assert told["active"] is True
            assert frozenset(told["scope"].split()) == scopes

    def sweep(self) -> None:
        """Every token that was ever issued; at most one refresh token of each grant is live."""
        for grant in self.world.grants:
            for pair in grant.every_pair:
                self.probe_access(grant, pair.access)
                self.probe_refresh(grant, pair.refresh)

    def teardown(self) -> None:
        self.sweep()
        assert rows.found_in_the_clear(self.site.travelled) == []
        assert rows.found_in_sessions(self.site.travelled) == []
        super().teardown()


def as_row(grant: Grant) -> rows.GrantRow:
    return rows.GrantRow(grant.spent_at is not None, bool(grant.ended), grant.scopes, grant.consent.scopes)
