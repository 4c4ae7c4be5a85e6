"""R5: a worker dies in the middle of an exchange, at each point where that could leave half of one behind."""

from __future__ import annotations

from time import monotonic

import pytest
import requests

from tests.faults import crowd
from tests.faults.crowd import Person
from tests.faults.exchanges import EXCHANGES, Exchange
from tests.faults.oracle import Oracle
from tests.faults.orders import COMMITTED, UNCOMMITTED, Orders
from tests.faults.sizes import record, size
from tests.support.server import HubServer

TIMES = size(2, 50)
BACK_IN = 3


class Victims:
    """Kills the only worker over and over, each time with another person's request in its hands."""

    def __init__(self, hub: HubServer, orders: Orders, exchange: type[Exchange]) -> None:
        self.hub, self.orders, self.exchange = hub, orders, exchange
        self.app = crowd.shared_app(hub)
        self.slowest = 0.0

    def kill(self, moment: str, person: Person) -> tuple[Exchange, bool]:
        """One death; gives the exchange, and whether the database is as before."""
        exchange = self.exchange(self.hub, self.app, person)
        before = exchange.kept()
        self.orders.give(f"kill {moment}", exchange.path)
        with pytest.raises(requests.ConnectionError):
            exchange.send()
        assert self.orders.was_carried_out
        self.slowest = max(self.slowest, self.seconds_to_be_back())
        return exchange, exchange.kept() == before

    def seconds_to_be_back(self) -> float:
        died_at = monotonic()
        while not self.hub.responds():
            assert monotonic() < died_at + BACK_IN, "no worker is back"
        return monotonic() - died_at


@pytest.fixture
def oracle(mortal_hub: HubServer) -> Oracle:
    return Oracle(mortal_hub)


@pytest.mark.yardstick("R5")
@pytest.mark.parametrize("moment", UNCOMMITTED)
@pytest.mark.parametrize("exchange", EXCHANGES)
def test_killed_before_commit_nothing_has_happened(
    mortal_hub: HubServer, orders: Orders, oracle: Oracle, exchange: type[Exchange], moment: str
) -> None:
    victims = Victims(mortal_hub, orders, exchange)
    for person in crowd.people(mortal_hub, TIMES):
        killed, unchanged = victims.kill(moment, person)
        assert unchanged
        # So the code is still good, the token too, and the form may be sent again.
        killed.assert_done(oracle.saw(killed.send()))
    assert oracle.violations() == []
    record("R5", f"{exchange.__name__} at {moment}: {TIMES} x killed, 0 half-issued, back in {victims.slowest:.2f} s")


@pytest.mark.yardstick("R5")
@pytest.mark.parametrize("exchange", EXCHANGES)
def test_killed_after_commit_everything_has_happened_once(
    mortal_hub: HubServer, orders: Orders, oracle: Oracle, exchange: type[Exchange]
) -> None:
    victims = Victims(mortal_hub, orders, exchange)
    for person in crowd.people(mortal_hub, TIMES):
        killed, unchanged = victims.kill(COMMITTED, person)
        assert not unchanged
        assert oracle.violations() == []
        killed.assert_done_unseen()
    assert oracle.violations() == []
    record("R5", f"{exchange.__name__} at {COMMITTED}: {TIMES} x killed, once done, back in {victims.slowest:.2f} s")
