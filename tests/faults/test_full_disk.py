"""R11: no room is left where PostgreSQL keeps grants and the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any, Final, LiteralString

import psycopg
import pytest
from psycopg import sql

from tests.faults.oracle import Oracle
from tests.faults.sizes import record
from tests.faults.traffic import Traffic, good, listed, refused
from tests.support.disks import small_disk
from tests.support.server import HubServer

pytestmark = [pytest.mark.postgres, pytest.mark.disk]

MEGABYTES: Final = 16
MOVED: Final = ("hub_oauth_grant", "hub_oauth_auditevent")
CREATE: LiteralString = """
    CREATE TABLE filler (page text) WITH (autovacuum_enabled = off) TABLESPACE small;
    ALTER TABLE filler ALTER page SET STORAGE PLAIN
"""
FILL: LiteralString = "INSERT INTO filler SELECT repeat('x', 8000) FROM generate_series(1, %s::int)"

Database = psycopg.Connection[Any]


@pytest.fixture
def database(frail_hub: HubServer) -> Iterator[Database]:
    """With what every issue writes on a small disk, and no room left between its rows."""
    url = frail_hub.env["DATABASE_URL"]
    with small_disk(MEGABYTES) as folder, psycopg.connect(url, autocommit=True) as database, moved(database, folder):
        yield database


@contextmanager
def moved(database: Database, folder: Path) -> Iterator[None]:
    database.execute(sql.SQL("CREATE TABLESPACE small LOCATION {}").format(sql.Literal(str(folder))))
    try:
        move(database, "small")
        yield
    finally:
        database.execute("DROP TABLE IF EXISTS filler")
        move(database, "pg_default")
        database.execute("DROP TABLESPACE small")


def move(database: Database, place: str) -> None:
    for table in map(sql.Identifier, MOVED):
        database.execute(sql.SQL("ALTER TABLE {} SET TABLESPACE {}").format(table, sql.Identifier(place)))
        database.execute(sql.SQL("VACUUM FULL {}").format(table))


def fill(database: Database) -> None:
    """To the last page: what a statement that failed took is not given back."""
    database.execute(CREATE)
    for rows in (MEGABYTES * 128, 1):
        while has_room(database, rows):
            pass


def has_room(database: Database, rows: int) -> bool:
    try:
        database.execute(FILL, [rows])
    except psycopg.errors.DiskFull:
        return False
    return True


@pytest.mark.yardstick("R11")
def test_the_disk_is_full(database: Database, frail_hub: HubServer, frail_oracle: Oracle) -> None:
    """Every pair that was answered is in the database afterwards: the oracle looks each of them up."""
    with Traffic(frail_hub, frail_oracle, "connect", "refresh") as traffic:
        traffic.wait_for(good, since=monotonic())
        fill(database)
        start = monotonic()
        traffic.wait_for(refused, since=start)
        database.execute("DROP TABLE filler")
        free = monotonic()
        back = traffic.wait_for(good, since=free)
        later = traffic.between(free, monotonic())
    refusals = sum(one.is_orderly for one in traffic.answers)
    record("R11", f"{refusals} of {len(traffic.answers)} answers are 503, all others are kept; back in {back:.2f} s")
    unlike = [one for one in traffic.answers if not (one.is_good or one.is_orderly)]
    assert not unlike, listed(unlike)
    assert not [one for one in later if not one.is_good]
