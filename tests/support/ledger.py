"""The database of a HubServer, looked at beside it: Django's ORM refuses to work in a thread that runs Playwright."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

PERSON = "JOIN auth_user ON auth_user.id = user_id WHERE auth_user.username = ?"


class Ledger:
    """file: the SQLite database of a HubServer."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def grants(self, username: str) -> list[str]:
        """Why each authorization of a person ended, the oldest first; an empty string for one that has not."""
        return self.column(f"SELECT end_reason FROM hub_oauth_grant {PERSON} ORDER BY hub_oauth_grant.id", username)

    def consents(self, username: str) -> list[str]:
        """The same of what a person consented to."""
        return self.column(f"SELECT revoked_reason FROM hub_oauth_consent {PERSON} ORDER BY granted_at", username)

    def column(self, query: str, *values: str) -> list[Any]:
        with self.connection() as connection:
            return [value for (value,) in connection.execute(query, values)]

    def forget(self) -> None:
        """As if nobody had ever connected an app; people and apps stay."""
        with self.connection() as connection, connection:
            connection.execute("DELETE FROM hub_oauth_grant")
            connection.execute("DELETE FROM hub_oauth_consent")

    @contextmanager
    def connection(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.file, timeout=20)) as connection:
            yield connection
