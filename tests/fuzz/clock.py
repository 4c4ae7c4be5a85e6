"""The database's clock under control: it stands still until it is told to go on.

Only that clock decides what has expired, so with it every edge is met to the second, no machine is too slow for a
window of ten seconds, and a program that asked its own clock would be far off. PostgreSQL finds a function of the same
name in a schema of ours first; the columns that PostgreSQL itself fills are pointed there too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

START: Final = datetime(2030, 1, 1, tzinfo=UTC)
CREATE: Final = """
CREATE SCHEMA test_clock;
CREATE FUNCTION test_clock.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
AS $$ SELECT current_setting('test_clock.now')::timestamptz $$;
SET search_path = test_clock, public, pg_catalog;
"""
DROP: Final = "RESET search_path; DROP SCHEMA test_clock CASCADE"
FILLED: Final = """
SELECT table_name, column_name FROM information_schema.columns
WHERE table_schema = 'public' AND column_default ILIKE '%statement_timestamp()'
"""


def moment(seconds: int) -> datetime:
    return START + timedelta(seconds=seconds)


def show(seconds: int) -> None:
    """Set the clock to so many seconds after the start, for every statement from now on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('test_clock.now', %s, false)", [moment(seconds).isoformat()])


@contextmanager
def held() -> Iterator[None]:
    """The clock stands still inside the block, on this connection."""
    show(0)
    with connection.cursor() as cursor:
        cursor.execute(FILLED)
        filled = cursor.fetchall()
        cursor.execute(CREATE)
        fill(cursor, filled, "test_clock")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            fill(cursor, filled, "pg_catalog")
            cursor.execute(DROP)


def fill(cursor: CursorWrapper, columns: list[tuple[str, str]], schema: str) -> None:
    for table, column in columns:
        cursor.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET DEFAULT {schema}.statement_timestamp()")
