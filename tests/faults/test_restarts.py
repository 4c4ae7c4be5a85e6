"""R6: PostgreSQL dies and comes back while the Hub serves."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Final

import pytest

from tests.faults.oracle import Oracle
from tests.faults.sizes import record, size
from tests.faults.traffic import Traffic, good, listed, refused
from tests.support.answers import ME
from tests.support.database import WORKERS
from tests.support.http_flow import get
from tests.support.postgres import Cluster
from tests.support.race import parallel
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

TIMES: Final = size(1, 5)
BACK_IN: Final = 3  # seconds
DOWN: Final = 1
UP: Final = size(0, 3)


@pytest.mark.yardstick("R6")
def test_postgresql_restarts_under_load(frail_cluster: Cluster, frail_hub: HubServer, frail_oracle: Oracle) -> None:
    """Six kinds of request, five a second of each."""
    slowest = 0.0
    with Traffic(frail_hub, frail_oracle) as traffic:
        traffic.wait_for(good, since=monotonic())
        for _ in range(TIMES):
            with frail_cluster.crashed():
                traffic.wait_for(refused, since=monotonic())
                sleep(DOWN)
            back = monotonic()
            slowest = max(slowest, traffic.wait_for(good, since=back))
            sleep(UP)
            assert not [one for one in traffic.between(back, monotonic()) if not one.is_good]
    unlike = [one for one in traffic.answers if not (one.is_good or one.is_orderly)]
    assert not unlike, listed(unlike)
    refusals = sum(one.is_orderly for one in traffic.answers)
    record(
        "R6",
        f"{TIMES} restarts, {len(traffic.answers)} answers, {refusals} of them 503, all others good; "
        f"back in {slowest:.2f} s, no error after",
    )
    assert slowest < BACK_IN


@pytest.mark.yardstick("R6")
def test_no_worker_fails_at_its_first_request_after_a_restart(
    frail_cluster: Cluster, frail_hub: HubServer, frail_oracle: Oracle
) -> None:
    """Each keeps a connection, and nobody asked anything while that went."""
    token = Traffic(frail_hub, frail_oracle, "me").callers["me"].pair["access_token"]

    def ask_all() -> set[int]:
        return set(parallel(WORKERS * 5, lambda _: get(frail_hub.url, ME, token).status_code))

    assert ask_all() == {200}
    with frail_cluster.crashed():
        pass
    assert ask_all() == {200}
