"""Time in tests: rows are dated back, for the database's clock is the only one that counts."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import DateTimeField, ExpressionWrapper, F, Model


def age(row: Model, **delta: float) -> None:
    """Let time pass for a row, as timedelta takes it: ``age(grant, days=31)`` shifts every timestamp it has."""
    fields = [field.name for field in row._meta.concrete_fields if isinstance(field, DateTimeField)]
    earlier = {name: ExpressionWrapper(F(name) - timedelta(**delta), DateTimeField()) for name in fields}
    type(row)._default_manager.filter(pk=row.pk).update(**earlier)
    row.refresh_from_db()
