"""A connection to PostgreSQL that is kept between requests: looked at before it is used, and never asked."""

from __future__ import annotations

from typing import Any

import pytest

from hub_project.postgresql.base import DatabaseWrapper

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]


def serves(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))


def pid_of(connection: Any) -> int:
    return int(connection.connection.info.backend_pid)


def test_the_site_looks_at_its_connections_this_way(connect: Any) -> None:
    connection = connect()
    assert isinstance(connection, DatabaseWrapper)
    assert connection.settings_dict["CONN_HEALTH_CHECKS"]


def test_a_connection_that_stands_is_used_again_without_a_statement(connect: Any) -> None:
    connection = connect()
    pid = pid_of(connection)
    connection.force_debug_cursor = True
    assert connection.is_usable()
    assert not connection.queries
    assert serves(connection)
    assert pid_of(connection) == pid


def test_a_connection_that_the_server_closed_is_replaced_before_the_next_request(connect: Any) -> None:
    connection, other = connect(), connect()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid_of(connection)])
    gone = pid_of(connection)
    assert not connection.is_usable()
    connection.health_check_done = False  # as at the start of a request
    assert serves(connection)
    assert pid_of(connection) != gone


def test_a_notice_of_the_server_is_no_reason_to_connect_anew(connect: Any) -> None:
    connection, other = connect(), connect()
    with connection.cursor() as cursor:
        cursor.execute("LISTEN news")
    with other.cursor() as cursor:
        cursor.execute("NOTIFY news")
    assert connection.is_usable()
    assert serves(connection)


def test_a_connection_closed_on_this_side_is_not_usable(connect: Any) -> None:
    connection = connect()
    connection.connection.close()
    assert not connection.is_usable()
