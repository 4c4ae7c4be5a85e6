"""R7: PostgreSQL is there and does not answer, or somebody holds what every request needs."""

from __future__ import annotations

from time import monotonic, sleep
from typing import Final

import psycopg
import pytest
import requests

from tests.faults.oracle import Oracle
from tests.faults.sizes import record, size
from tests.faults.traffic import Answer, Traffic, good, listed, refused
from tests.support.http_flow import TIMEOUT
from tests.support.postgres import Cluster
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

SECONDS: Final = size(3, 20)
AT_MOST: Final = 4  # seconds
BACK_IN: Final = 3
# Of the kinds that need what is held, fewer than there are workers: nobody waits for a worker as well.
NEED_GRANTS: Final = ("me", "teams", "refresh")
HOLD: Final = "LOCK TABLE hub_oauth_grant IN ACCESS EXCLUSIVE MODE"


@pytest.mark.yardstick("R7")
def test_postgresql_stands_still(frail_cluster: Cluster, frail_hub: HubServer, frail_oracle: Oracle) -> None:
    with Traffic(frail_hub, frail_oracle) as traffic:
        traffic.wait_for(good, since=monotonic())
        with frail_cluster.frozen():
            start = monotonic()
            traffic.wait_for(refused, since=start)
            assert (health(frail_hub, "live"), health(frail_hub, "ready")) == (200, 503)
            sleep(max(0.0, start + SECONDS - monotonic()))
            end = monotonic()
        back = traffic.wait_for(good, since=end)
        assert health(frail_hub, "ready") == 200
    stood = [one for one in traffic.between(start, end) if one.sent + one.took < end]
    assert not [one for one in stood if one.is_good]
    record("R7", f"all of PostgreSQL stands still for {end - start:.0f} s: {figures(stood)}; back in {back:.2f} s")
    assert_orderly_in_time(traffic.answers)
    assert back < BACK_IN


@pytest.mark.yardstick("R7")
def test_the_connections_of_the_workers_stand_still(
    frail_cluster: Cluster, frail_hub: HubServer, frail_oracle: Oracle
) -> None:
    """Each worker gives up the one that it keeps, and goes on with another; nobody has to let the first ones go."""
    with Traffic(frail_hub, frail_oracle) as traffic:
        traffic.wait_for(good, since=monotonic())
        with frail_cluster.frozen_connections("outages"):
            start = monotonic()
            traffic.wait_for(refused, since=start)
            back = traffic.wait_for(good, since=monotonic())
            end = monotonic()
    still = [one for one in traffic.between(start, end) if not one.is_good]
    record("R7", f"the processes of the workers' connections stand still: {figures(still)}; back in {back:.2f} s")
    assert_orderly_in_time(traffic.answers)
    assert back < BACK_IN


@pytest.mark.yardstick("R7")
def test_somebody_holds_what_requests_need(frail_hub: HubServer, frail_oracle: Oracle) -> None:
    """The Hub can serve what needs no grant, so it stays ready."""
    url = frail_hub.env["DATABASE_URL"]
    with Traffic(frail_hub, frail_oracle, *NEED_GRANTS) as traffic, psycopg.connect(url) as somebody:
        traffic.wait_for(good, since=monotonic())
        somebody.execute(HOLD)
        start = monotonic()
        traffic.wait_for(refused, since=start)
        assert health(frail_hub, "live") == 200
        assert any(health(frail_hub, "ready") == 200 for _ in range(10))
        sleep(max(0.0, start + SECONDS - monotonic()))
        end = monotonic()
        somebody.rollback()
        back = traffic.wait_for(good, since=end)
    held = [one for one in traffic.between(start, end) if one.sent + one.took < end]
    assert not [one for one in held if one.is_good]
    record("R7", f"a table is held for {end - start:.0f} s: {figures(held)}; back in {back:.2f} s")
    assert_orderly_in_time(traffic.answers)
    assert back < BACK_IN


def health(hub: HubServer, name: str) -> int:
    response = requests.get(f"{hub.url}/health/{name}", timeout=TIMEOUT)
    assert response.elapsed.total_seconds() < AT_MOST
    return response.status_code


def assert_orderly_in_time(answers: list[Answer]) -> None:
    unlike = [one for one in answers if not (one.is_good or one.is_orderly) or one.took > AT_MOST]
    assert not unlike, listed(unlike)


def figures(answers: list[Answer]) -> str:
    return f"{len(answers)} x 503, the slowest after {max(one.took for one in answers):.2f} s"
