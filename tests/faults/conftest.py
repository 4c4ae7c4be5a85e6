from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.oracle import Oracle
from tests.faults.orders import Orders
from tests.support.database import WORKERS
from tests.support.postgres import Cluster
from tests.support.server import HubServer

HERE = Path(__file__).parent
CONNECTIONS = 20


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is slow and rough: ``make faults`` asks for it by name."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("faults")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A cluster of these tests' own, which sees a deadlock at once."""
    with Cluster(deadlock_timeout="100ms") as cluster:
        yield cluster


@pytest.fixture(scope="session")
def hub(cluster: Cluster) -> Iterator[HubServer]:
    """Four workers on PostgreSQL, on shipped defaults."""
    with HubServer(cluster.create_database("races"), workers=WORKERS, preload=True) as hub:
        yield hub


@pytest.fixture(scope="session")
def mortal_hub(cluster: Cluster) -> Iterator[HubServer]:
    """One worker, whose end nobody else makes up for, and fail-points armed."""
    hub = HubServer(cluster.create_database("faults"), workers=1, preload=True)
    hub.env["HUB_FAIL_POINT"] = hub.server.env["HUB_FAIL_POINT"] = str(hub.folder / "order")
    with hub:
        yield hub


@pytest.fixture(scope="session")
def frail_cluster() -> Iterator[Cluster]:
    """To be stopped and starved. What it committed outlives its processes; that takes no wait for the disk."""
    with Cluster(max_connections=str(CONNECTIONS), synchronous_commit="on") as cluster:
        yield cluster


@pytest.fixture(scope="session")
def frail_hub(frail_cluster: Cluster) -> Iterator[HubServer]:
    """As it is deployed; without limits, since the load is what the tests are about."""
    url = frail_cluster.create_database("outages")
    with HubServer(url, workers=WORKERS, preload=True, debug=False, throttles=False) as hub:
        yield hub


@pytest.fixture
def frail_oracle(frail_hub: HubServer) -> Iterator[Oracle]:
    oracle = Oracle(frail_hub)
    yield oracle
    assert oracle.violations() == []


@pytest.fixture
def orders(mortal_hub: HubServer) -> Iterator[Orders]:
    orders = Orders(Path(mortal_hub.env["HUB_FAIL_POINT"]))
    yield orders
    orders.withdraw()


@pytest.fixture
def oracle(hub: HubServer) -> Iterator[Oracle]:
    """Of the shared hub: whatever a test did there, no rule may be broken after it."""
    oracle = Oracle(hub)
    yield oracle
    assert oracle.violations() == []
