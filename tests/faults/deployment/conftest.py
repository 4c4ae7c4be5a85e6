from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults import crowd
from tests.support.app import Tokens
from tests.support.deployment import Deployment
from tests.support.http_flow import connect
from tests.support.postgres import Cluster

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("nginx")


@pytest.fixture(scope="session")
def deployed(cluster: Cluster) -> Iterator[Deployment]:
    """Of the limits one is left, and small: each worker counts for itself."""
    with Deployment(cluster.create_database("deployed"), throttles="credentials.client=1/m") as hub:
        yield hub


@pytest.fixture(scope="session")
def pair(deployed: Deployment) -> Tokens:
    """Of somebody who does nothing wrong."""
    return connect(crowd.browsers(deployed, 1)[0], deployed.url, crowd.shared_app(deployed))
