"""Pages of 8 KiB that a database's backends touched, and those of them that were not in PostgreSQL's buffers.

All that its backends did counts, so more than the plans of their statements tell: what a new connection reads of the
catalogs, and pages by which a table or an index grew.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

import psycopg

from tests.support.postgres import Cluster

IDLE: Final = 11.0  # seconds; a backend tells what it touched at most 10 s after it fell idle (PGSTAT_IDLE_INTERVAL)
COUNTED: Final = "SELECT blks_hit + blks_read, blks_read FROM pg_stat_database WHERE datname = %s"


@dataclass(frozen=True, slots=True)
class Pages:
    """read: not in the buffers, so asked of the system, which may have had them in memory."""

    touched: float
    read: float

    def since(self, before: Self, requests: int) -> Pages:
        """Of one request."""
        return Pages((self.touched - before.touched) / requests, (self.read - before.read) / requests)


Counted = dict[str, Pages]


def pages(cluster: Cluster, databases: Iterable[str]) -> Counted:
    """Of each database, once all of its backends have told."""
    time.sleep(IDLE)
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        return {name: Pages(*map(float, connection.execute(COUNTED, [name]).fetchone() or ())) for name in databases}
