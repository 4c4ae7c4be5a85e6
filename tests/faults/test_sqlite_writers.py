"""R14: SQLite has one writer at a time; sixty clients at once must not notice."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.faults import crowd
from tests.faults.oracle import Oracle
from tests.faults.sizes import record, size
from tests.support.answers import ME
from tests.support.app import App
from tests.support.http_flow import code_for, get, redeem
from tests.support.race import parallel
from tests.support.server import HubServer

CODES = 60
TIMES = size(1, 10)


@pytest.mark.yardstick("R14")
def test_sixty_writers_at_once_on_sqlite() -> None:
    with HubServer(workers=4, preload=True) as hub:
        oracle, app = Oracle(hub), crowd.shared_app(hub)
        statuses = Counter(status for _ in range(TIMES) for status in redeem_at_once(hub, oracle, app))
        assert statuses == {200: CODES * TIMES}
        assert "database is locked" not in hub.server.tail(size=10**9)
        assert oracle.violations() == []
    record("R14", f"{TIMES} x {CODES} codes at once on SQLite, 4 workers: {dict(statuses)}, 0 x locked")


def redeem_at_once(hub: HubServer, oracle: Oracle, app: App) -> list[int]:
    """Consents at once, then redemptions at once, then first uses; the statuses of the redemptions."""
    people = crowd.browsers(hub, CODES)
    codes = parallel(CODES, lambda number: code_for(people[number], hub.url, app))
    answers = parallel(CODES, lambda number: oracle.saw(redeem(hub.url, app, codes[number])))
    used = parallel(CODES, lambda number: get(hub.url, ME, answers[number].json()["access_token"]).status_code)
    assert set(used) == {200}
    return [answer.status_code for answer in answers]
