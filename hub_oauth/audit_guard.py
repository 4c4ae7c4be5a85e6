"""The guard on the audit tables: database triggers that refuse UPDATE, DELETE and TRUNCATE, and the one way past them.

PostgreSQL's trigger reads a setting of the running transaction, SQLite's calls a function of this process. Neither
stops whoever owns the database; the hash chain (``hub_oauth.audit_chain``) is there to show that he was at it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final

from django.db import connections, router, transaction
from django.db.backends.signals import connection_created

from hub_oauth.models import AuditEvent

FUNCTION: Final = "hub_oauth_audit_is_open"
_open: Final[ContextVar[bool]] = ContextVar(FUNCTION, default=False)


@contextmanager
def lifted() -> Iterator[None]:
    """A transaction in which audit rows may be changed: for retention, erasure, and flushing a test database."""
    using = router.db_for_write(AuditEvent)
    token = _open.set(True)
    try:
        with transaction.atomic(using=using):
            set_local(connections[using], "on")
            yield
            set_local(connections[using], "")  # a transaction around this one goes on guarded
    finally:
        _open.reset(token)


def set_local(connection: Any, value: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('hub_oauth.audit_open', %s, true)", [value])


def give_function(connection: Any, **kwargs: Any) -> None:
    """SQLite's trigger asks this process; any other program that tries gets an error for want of the function."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(FUNCTION, 0, lambda: int(_open.get()))


connection_created.connect(give_function, dispatch_uid=FUNCTION)
