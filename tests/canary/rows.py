"""What the database keeps, as text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.contrib.sessions.models import Session
from django.db import connection

# Hashes of passwords are no business of the Hub; a session's key is the session, so only what it holds is read.
TABLES: Final = ("hub_", "oauth2_provider_", "django_admin_log", "account_")


def kept() -> Iterator[tuple[str, str]]:
    """Name of a table, and all that it holds; of sessions, what is packed in them."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table.startswith(TABLES):
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                yield table, "\n".join(text_of(value) for row in cursor.fetchall() for value in row)
    if Session._meta.db_table in connection.introspection.table_names():
        yield "django_session", "\n".join(str(session.get_decoded()) for session in Session.objects.all())


def text_of(value: Any) -> str:
    """Bytes as the characters they would be; a secret that was kept as it came shows."""
    return bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)
