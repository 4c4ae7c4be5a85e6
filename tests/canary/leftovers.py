"""What a test leaves behind in this process, read before it is taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core import mail
from django.core.cache import caches
from django.db import DatabaseError, connection
from django.db.transaction import TransactionManagementError

from tests.canary import rows

DATABASE = {"db", "transactional_db", "django_db_reset_sequences"}


def leftovers(item: pytest.Item) -> Iterator[tuple[str, str]]:
    """Place, text."""
    for number, message in enumerate(getattr(mail, "outbox", [])):
        yield f"e-mail {number}", str(message.message())
    yield "the cache", str(getattr(caches["default"], "_cache", ""))
    if DATABASE & set(getattr(item, "fixturenames", ())) or item.get_closest_marker("django_db"):
        yield from tables()


def tables() -> Iterator[tuple[str, str]]:
    connection.force_debug_cursor = False
    try:
        yield from rows.kept()
    except (DatabaseError, TransactionManagementError):
        return  # the test broke its transaction on purpose: nothing of it stays
