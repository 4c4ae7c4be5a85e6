"""Times of PostgreSQL, read by psycopg itself: the same as by Django's own reader."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from django.db.backends.postgresql import base
from psycopg.errors import DataError
from psycopg.pq import Format

from hub_project.postgresql.base import TIMES

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

WRITTEN: Final = (
    "2026-11-27 00:14:48.968857+00",
    "2026-11-27 00:14:48+05:30",
    "2026-06-30 23:59:59.5-11",
    "0001-01-01 00:00:00+00",
    "9999-12-31 23:59:59.999999+00",
)


def read(connection: Any, written: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz", [written])
        return cursor.fetchone()[0]


def loader_of(connection: Any) -> Any:
    return connection.connection.adapters.get_loader(base.TIMESTAMPTZ_OID, Format.TEXT)


@pytest.mark.parametrize("written", WRITTEN)
def test_a_time_is_the_same_moment_in_utc(connect: Any, written: str) -> None:
    found = read(connect(), written)
    assert found == datetime.fromisoformat(written)
    assert found.tzinfo is UTC


@pytest.mark.parametrize("written", ["infinity", "-infinity", "0044-03-15 12:00:00+00 BC", "20000-01-01 00:00:00+00"])
def test_a_time_that_python_has_not_is_an_error_as_it_was(connect: Any, written: str) -> None:
    with pytest.raises(Exception, match="timestamp") as found:
        read(connect(), written)
    assert isinstance(found.value.__cause__ or found.value, DataError)


def test_django_reads_none(connect: Any) -> None:
    connection = connect()
    assert loader_of(connection) is TIMES
    with connection.cursor() as cursor:
        assert cursor.cursor.adapters.get_loader(base.TIMESTAMPTZ_OID, Format.TEXT) is TIMES


def test_rows_that_the_server_hands_over_one_by_one_have_them_too(connect: Any) -> None:
    connection = connect()
    with connection.chunked_cursor() as cursor:
        cursor.execute("SELECT '2026-11-27 00:14:48+00'::timestamptz FROM generate_series(1, 3)")
        assert set(cursor.fetchall()) == {(datetime(2026, 11, 27, 0, 14, 48, tzinfo=UTC),)}
        assert cursor.cursor.withhold


def test_in_another_zone_django_reads_them(connect: Any) -> None:
    connection = connect()
    connection.close()
    connection.settings_dict["TIME_ZONE"] = "Europe/Berlin"
    del connection.timezone, connection.timezone_name
    assert read(connection, "2026-11-27 00:00:00+00").tzinfo == ZoneInfo("Europe/Berlin")
    assert loader_of(connection) is not TIMES
