"""The SQL statements of a request, those that only frame a transaction left out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAME: Final = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE SAVEPOINT")


@contextmanager
def statements() -> Iterator[list[str]]:
    """Gives a list that holds, after the block, every statement it sent to the database."""
    sent: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield sent
    sent.extend(query["sql"] for query in captured.captured_queries if not query["sql"].startswith(FRAME))


@contextmanager
def at_most(count: int) -> Iterator[None]:
    """The block sends no more statements than this."""
    with statements() as sent:
        yield
    assert len(sent) <= count, "\n".join([f"{len(sent)} statements, {count} are allowed:", *sent])
