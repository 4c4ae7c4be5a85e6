"""Time in tests: rows are dated back, for the database's clock is the only one that counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db.models import DateTimeField, ExpressionWrapper, F, Model

# A point on another row's line of time: it moves with that row.
POINTS: Final = {"identity_seen_at"}


def age(row: Model, **delta: float) -> None:
    """Let time pass for a row, as timedelta takes it: ``age(grant, days=31)`` shifts every timestamp it has."""
    names = {field.name for field in row._meta.concrete_fields if isinstance(field, DateTimeField)} - POINTS
    earlier = {name: ExpressionWrapper(F(name) - timedelta(**delta), DateTimeField()) for name in names}
    type(row)._default_manager.filter(pk=row.pk).update(**earlier)
    row.refresh_from_db()
