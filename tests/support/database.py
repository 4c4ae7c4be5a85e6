"""The PostgreSQL of a server that runs, looked at and held up past the server."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any, Final, LiteralString, TypeVar

import psycopg

from tests.support.race import parallel
from tests.support.server import HubServer

Result = TypeVar("Result")

WORKERS: Final = 4  # of the fixture hub_on_postgres
WAITING: Final = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"


def rows(hub: HubServer, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
    """What a query gives, or an empty list where it gives no rows; committed."""
    with psycopg.connect(hub.env["DATABASE_URL"]) as connection:
        cursor = connection.execute(query, values)
        return cursor.fetchall() if cursor.description else []


def parallel_behind(
    hub: HubServer, held: LiteralString, *values: Any, count: int, act: Callable[[int], Result], waiting: int = WORKERS
) -> list[Result]:
    """parallel(count, act) while a transaction holds the rows of ``held``; it lets go once every worker waits for them.

    So the race is as close as it can be, however slow or fast the machine is. waiting: where fewer have to.
    """
    with psycopg.connect(hub.env["DATABASE_URL"]) as connection, ThreadPoolExecutor(1) as starter:
        assert connection.execute(held, values).fetchall(), "there is nothing to hold"
        racing = starter.submit(parallel, count, act)
        try:
            wait_for_workers(hub, waiting)
        finally:
            connection.commit()
        return racing.result()


def wait_for_workers(hub: HubServer, waiting: int, seconds: float = 20) -> None:
    end = monotonic() + seconds
    while rows(hub, WAITING) < [(waiting,)]:
        assert monotonic() < end, "the workers do not wait for the lock"
