"""SQL statements of one request, as PostgreSQL counts them; in a pass of its own, for counting costs time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, LiteralString

import psycopg

from benchmarks import client
from benchmarks.operations import BY_NAME
from tests.support.postgres import Cluster

if TYPE_CHECKING:
    from benchmarks.servers import Running

REQUESTS = 20
COUNTED: LiteralString = r"""
SELECT coalesce(sum(calls), 0) FROM pg_stat_statements s JOIN pg_database d ON d.oid = s.dbid
 WHERE d.datname = current_database() AND query !~* '^\s*(BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET |SELECT pg_)'
"""


def track(cluster: Cluster, what: LiteralString) -> None:
    """What is counted from a moment on: top or none."""
    with psycopg.connect(cluster.url("postgres"), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET pg_stat_statements.track = " + what)
        connection.execute("SELECT pg_reload_conf()")
    time.sleep(0.3)  # every backend reads it before its next statement


def calls(cluster: Cluster, database: str) -> float:
    with psycopg.connect(cluster.url(database), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        ((counted,),) = connection.execute(COUNTED).fetchall()
    return float(counted)


def of_requests(server: Running, operation: str, cluster: Cluster) -> float:
    """Statements a request, on average; BEGIN, COMMIT and savepoints left out. Spends the last that can be spent.

    Raises WrongAnswer.
    """
    requests = server.requests(operation)
    sent = requests[-REQUESTS:] if BY_NAME[operation].once else (requests * REQUESTS)[:REQUESTS]
    before = calls(cluster, server.database)
    track(cluster, "top")
    server.peer.check(client.run(server.port, sent, connections=1), BY_NAME[operation])
    track(cluster, "none")
    return (calls(cluster, server.database) - before) / len(sent)
