"""What holds after every step, whatever happened."""

from __future__ import annotations

from hypothesis.stateful import invariant

from tests.fuzz import rows
from tests.fuzz.base import Base
from tests.fuzz.figures import Figures
from tests.fuzz.model import Grant, Pair
from tests.fuzz.site import NEEDS
from tests.support.answers import ME, TEAMS


class Invariants(Base):
    """figures: what was done, over all examples."""

    figures = Figures()

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
        """One for each code; what ended or was spent stays so; nobody has more than is consented to."""
        found = rows.grants()
        for code in found.keys() & self.before.keys():
            assert (found[code].spent, found[code].ended) >= (self.before[code].spent, self.before[code].ended)
        assert found == {rows.digest(grant.code): as_row(grant) for grant in self.world.grants if not grant.gone}
        assert all(row.scopes <= row.consented for row in found.values() if not row.ended)
        self.before = found

    def no_secret_stands_in_the_database(self) -> None:
        """Those that travelled in this step; all of them at the end."""
        assert rows.found_in_the_clear(self.site.travelled[self.searched :]) == []
        self.searched = len(self.site.travelled)

    def tokens_are_good_for_what_they_should_be(self) -> None:
        """The newest of the grants that the step was about, and sometimes any other; at the end, all."""
        self.steps += 1
        for grant in dict.fromkeys(self.touched):
            if grant.pair is not None:
                self.probe(grant, grant.pair)
        redeemed = [grant for grant in self.world.grants if grant.pair is not None]
        if redeemed and self.steps % 2:
            in_turn = redeemed[self.steps % len(redeemed)]
            self.probe_api(in_turn, in_turn.every_pair[self.steps % len(in_turn.every_pair)].access)
        self.touched.clear()

    def probe(self, grant: Grant, pair: Pair) -> None:
        """The API; and introspection, which agrees with it, about one of the two."""
        scopes = self.probe_api(grant, pair.access)
        if self.steps % 2:
            self.compare(pair.access, scopes)
        else:
            self.compare(pair.refresh, self.world.refreshes(grant, pair.refresh))

    def probe_api(self, grant: Grant, token: str) -> frozenset[str] | None:
        """What the token is good for by the model, and by the API."""
        path = (ME, TEAMS)[self.steps % 2]
        scopes = self.world.opens(grant, token)
        status = 401 if scopes is None else 200 if NEEDS[path] in scopes else 403
        assert self.site.peek(token, path).status_code == status, grant
        return scopes

    def compare(self, token: str, scopes: frozenset[str] | None) -> None:
        told = self.site.introspect(token)
        if scopes is None:
            assert told == {"active": False}
        else:
            assert told["active"] is True
            assert frozenset(told["scope"].split()) == scopes

    def sweep(self) -> None:
        """Every token that was ever issued; the model knows one refresh token of a grant as live at most."""
        for grant in self.world.grants:
            for pair in grant.every_pair:
                self.compare(pair.access, self.probe_api(grant, pair.access))
                self.compare(pair.refresh, self.world.refreshes(grant, pair.refresh))

    def teardown(self) -> None:
        self.sweep()
        assert rows.found_in_the_clear(self.site.travelled) == []
        assert rows.found_in_sessions(self.site.travelled) == []
        self.figures.add(
            examples=1,
            steps=self.steps,
            grants=len(self.world.grants),
            pairs=sum(len(g.every_pair) for g in self.world.grants),
        )
        super().teardown()


def as_row(grant: Grant) -> rows.GrantRow:
    return rows.GrantRow(grant.spent_at is not None, bool(grant.ended), grant.scopes, grant.consent.scopes)
