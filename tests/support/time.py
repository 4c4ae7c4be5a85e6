"""Time in tests: the database's clock is the only one that counts, so rows are dated back, or it is held."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from django.db import connection
from django.db.models import DateTimeField, ExpressionWrapper, F, Model, Value
from django.db.models.functions import Now
from django.db.models.sql.compiler import SQLCompiler

from hub_oauth.compiled_queries import Compiled

# A point on another row's line of time: it moves with that row.
POINTS: Final = {"identity_seen_at"}


def age(row: Model, **delta: float) -> None:
    """Let time pass for a row, as timedelta takes it: ``age(grant, days=31)`` shifts every timestamp it has."""
    names = {field.name for field in row._meta.concrete_fields if isinstance(field, DateTimeField)} - POINTS
    earlier = {name: ExpressionWrapper(F(name) - timedelta(**delta), DateTimeField()) for name in names}
    type(row)._default_manager.filter(pk=row.pk).update(**earlier)
    row.refresh_from_db()


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """The database's clock stands still at this moment, for every statement inside the block."""

    def as_vendor(now: Now, compiler: SQLCompiler, connection: Any, **context: Any) -> tuple[str, Any]:
        return Value(moment, DateTimeField()).as_sql(compiler, connection)

    with pytest.MonkeyPatch.context() as held:
        held.setattr(Now, f"as_{connection.vendor}", as_vendor)
        # What is compiled here holds this moment, so it is not kept; nor is what was kept before replayed here.
        held.setattr(Compiled, "for_database", lambda compiled, alias, compile_: compile_(alias))
        yield
