"""A look into the database of a server that runs, past the server."""

from __future__ import annotations

from typing import Any, LiteralString

import psycopg

from tests.support.server import HubServer


def rows(hub: HubServer, query: LiteralString, *values: Any) -> list[tuple[Any, ...]]:
    """What a query gives on the server's PostgreSQL, or an empty list where it gives no rows; committed."""
    with psycopg.connect(hub.env["DATABASE_URL"]) as connection:
        cursor = connection.execute(query, values)
        return cursor.fetchall() if cursor.description else []
