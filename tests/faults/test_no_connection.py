"""R13: PostgreSQL has no connection left for the Hub."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import monotonic, sleep
from typing import Final, LiteralString

import psycopg
import pytest
import requests

from tests.faults.conftest import CONNECTIONS
from tests.faults.oracle import Oracle
from tests.faults.sizes import record, size
from tests.faults.traffic import Traffic, good, listed, refused
from tests.support.http_flow import TIMEOUT
from tests.support.postgres import Cluster
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

SECONDS: Final = size(0, 10)
CLEAN_IN: Final = 2
OTHERS: LiteralString = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND application_name <> 'hog'
"""


@contextmanager
def no_connection_left(cluster: Cluster) -> Iterator[None]:
    """All of them are taken, those of the Hub too."""
    with ExitStack() as held:
        first = held.enter_context(psycopg.connect(cluster.url("postgres"), autocommit=True, application_name="hog"))
        taken = 1
        end = monotonic() + 20
        while taken < CONNECTIONS:
            assert monotonic() < end, "somebody is always quicker"
            first.execute(OTHERS)
            try:
                while True:
                    held.enter_context(psycopg.connect(cluster.url("postgres"), application_name="hog"))
                    taken += 1
            except psycopg.OperationalError:
                pass
        yield


@pytest.mark.yardstick("R13")
def test_no_connection_is_left(frail_cluster: Cluster, frail_hub: HubServer, frail_oracle: Oracle) -> None:
    with Traffic(frail_hub, frail_oracle) as traffic:
        traffic.wait_for(good, since=monotonic())
        with no_connection_left(frail_cluster):
            start = monotonic()
            traffic.wait_for(refused, since=start)
            sleep(SECONDS)
            ready = requests.get(f"{frail_hub.url}/health/ready", timeout=TIMEOUT).status_code
            end = monotonic()
        free = monotonic()
        clean = traffic.wait_for(good, since=free)
        later = traffic.between(free, monotonic())
    without = [one for one in traffic.between(start, end) if one.sent + one.took < end]
    record("R13", f"{CONNECTIONS} connections taken: {len(without)} x 503; clean in {clean:.2f} s")
    assert ready == 503
    assert not [one for one in without if one.is_good]
    unlike = [one for one in traffic.answers if not (one.is_good or one.is_orderly)]
    assert not unlike, listed(unlike)
    assert not [one for one in later if one.sent > free + CLEAN_IN and not one.is_good]
    assert clean < CLEAN_IN
