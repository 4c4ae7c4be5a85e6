"""A request waits for PostgreSQL so long and no longer, whatever holds it up; what is no request waits as it must."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from threading import Thread
from time import monotonic
from typing import Any

import psycopg
import pytest
from django.db import OperationalError
from psycopg.conninfo import conninfo_to_dict

from hub_project.postgresql import connections, patience
from tests.project.test_kept_connections import pid_of, serves
from tests.support.postgres import Cluster

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

HELD_UP = "SELECT pg_sleep(60)"
SHOW_IDLE = "SHOW idle_in_transaction_session_timeout"


@pytest.fixture(autouse=True)
def answered_so_far() -> Iterator[None]:
    patience.silence.ends()
    yield
    patience.silence.ends()


def ask(connection: Any, statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def test_a_statement_that_lasts_is_stopped_on_the_server_and_the_connection_goes_on(
    connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "GRACE", 30)  # a machine under test has other things to do
    connection = connect()
    pid = pid_of(connection)
    with patience.within(0.2), pytest.raises(OperationalError, match="canceling"):
        ask(connection, HELD_UP)
    assert serves(connection)
    assert pid_of(connection) == pid
    assert patience.silence.since is None


def test_the_time_is_that_of_all_statements_together(connect: Any) -> None:
    connection = connect()
    with patience.within(60):
        ask(connection, "SELECT pg_sleep(0.3)")
        left = patience.of_request.get()
    assert left is not None
    assert left.left < 59.8


def test_a_server_that_stands_still_is_left_and_then_left_alone_a_while(connect: Any, cluster: Cluster) -> None:
    connection = connect()
    with cluster.frozen():
        with patience.within(0.2), pytest.raises(OperationalError, match="in time"):
            ask(connection, "SELECT 1")
        assert patience.silence.since is not None
        connection.close()
        patience.silence.begins()
        with patience.within(60), pytest.raises(OperationalError, match="a moment ago"):
            connection.ensure_connection()


def test_one_that_stands_still_before_it_greets_is_left_as_well(connect: Any, cluster: Cluster) -> None:
    connection = connect()
    connection.close()
    with cluster.frozen(), patience.within(0.2), pytest.raises(OperationalError, match="in time"):
        connection.ensure_connection()
    assert patience.silence.since is not None


def test_after_a_while_it_is_asked_again_with_half_the_patience_and_trusted_once_it_answers(connect: Any) -> None:
    connection = connect()
    connection.close()
    patience.silence.since = monotonic() - patience.PAUSE
    with patience.within(30):
        left = patience.of_request.get()
        assert left is not None
        assert left.left == 15
        assert serves(connection)
    assert patience.silence.since is None


@contextmanager
def no_replica(cluster: Cluster) -> Iterator[None]:
    """What is committed waits for one that is not there, from a moment on that no session is told of."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as server:
        server.execute("SET synchronous_commit = off")
        server.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
        server.execute("SELECT pg_reload_conf()")
        try:
            yield
        finally:
            server.execute("ALTER SYSTEM RESET synchronous_standby_names")
            server.execute("SELECT pg_reload_conf()")


def commit(connection: Any) -> None:
    """Something that was written, and is kept if a replica has it."""
    connection.set_autocommit(False)
    ask(connection, "INSERT INTO confirmed VALUES (1) RETURNING 1")
    with patience.within(0.5):
        connection.commit()
    connection.set_autocommit(True)


def commit_often(connection: Any) -> None:
    for _ in range(10_000):
        commit(connection)


def test_a_commit_that_no_replica_has_is_never_taken_for_done(
    connect: Any, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told to stop, PostgreSQL gives up waiting for the replica and says that it committed."""
    monkeypatch.setattr(connections, "GRACE", 30)
    connection = connect()
    ask(connection, "SELECT set_config('synchronous_commit', 'on', false)")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE confirmed (id int)")
    with no_replica(cluster), pytest.raises(OperationalError, match="in time"):
        commit_often(connection)
    assert serves(connection)
    assert patience.silence.since is None


def test_a_server_that_refuses_when_it_is_told_to_stop_does_not_stand_still(
    connect: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "GRACE", 30)
    monkeypatch.setattr(connections.Connection, "cancel_in_time", lambda self: None)  # too late for it
    connection, other = connect(), connect()
    ask(other, "SELECT pg_advisory_lock(1)::text")
    ask(connection, "SELECT set_config('lock_timeout', '500ms', false)")
    with patience.within(0.2), pytest.raises(OperationalError, match="lock timeout"):
        ask(connection, "SELECT pg_advisory_lock(1)::text")
    assert serves(connection)
    assert patience.silence.since is None


def test_a_server_that_is_silent_leaves_time_for_the_one_beside_it(cluster: Cluster) -> None:
    there: dict[str, Any] = conninfo_to_dict(cluster.url("postgres"))
    with socket.create_server(("127.0.0.1", 0)) as silent, patience.within(2):
        there |= {"host": f"127.0.0.1,{there['host']}", "port": f"{silent.getsockname()[1]},{there['port']}"}
        connections.Connection.connect(**there).close()
    assert patience.silence.since is None


def test_what_a_request_leaves_to_another_thread_takes_as_long_as_it_takes(cluster: Cluster) -> None:
    """Mails go out of one, in the context of the request."""
    asked: list[Any] = []

    def job() -> None:
        with connections.Connection.connect(cluster.url("postgres")) as connection:
            asked.append(connection.execute("SELECT pg_sleep(0.6)::text").fetchone())

    with patience.within(0.3):
        thread = Thread(target=copy_context().run, args=(job,))
        left = patience.of_request.get()
    thread.start()
    thread.join()
    assert asked == [("",)]
    assert left is not None
    assert left.left == 0.3


def test_outside_of_a_request_nothing_is_limited(connect: Any) -> None:
    assert patience.of_request.get() is None
    assert ask(connect(), SHOW_IDLE) == "0"


def test_a_transaction_that_nobody_goes_on_with_is_ended_where_a_request_began_it(connect: Any) -> None:
    with patience.within(30):
        assert ask(connect(), SHOW_IDLE) == "10s"


def test_who_comes_back_to_a_transaction_that_was_ended_hears_that_the_database_failed(connect: Any) -> None:
    connection, other = connect(), connect()
    there = f"SELECT count(*) FROM pg_stat_activity WHERE pid = {pid_of(connection)}"
    connection.set_autocommit(False)
    ask(connection, "SELECT set_config('idle_in_transaction_session_timeout', '1ms', false)")
    while ask(other, there):
        pass
    with pytest.raises(OperationalError):  # in which words depends on whether what it sent last was read
        ask(connection, "SELECT 1")


def test_a_server_that_only_reads_has_failed_and_is_connected_to_anew(connect: Any) -> None:
    connection = connect()
    pid = pid_of(connection)
    ask(connection, "SELECT set_config('default_transaction_read_only', 'on', false)")
    with pytest.raises(OperationalError, match="read-only"):
        ask(connection, "CREATE TABLE written (id int)")
    assert not connection.is_usable()
    connection.close_if_unusable_or_obsolete()  # as at the end of a request
    assert serves(connection)
    assert pid_of(connection) != pid
