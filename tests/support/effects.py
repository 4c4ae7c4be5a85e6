"""What an act does to the rows of all tables, seen and then undone."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, Final

from django.apps import apps
from django.db import transaction

GIVEN: Final = "given by the database"
Row = dict[str, Any]


def effect(act: Callable[[], object], clock: Collection[str] = ()) -> list[tuple[str, Row]]:
    """The rows of all tables as act leaves them, those that it leaves alone left out; then it is undone.

    clock: columns for which the database gives the time; those, and keys that it gives, count as set or not.
    """
    before = everything()
    with transaction.atomic():
        act()
        after = everything()
        transaction.set_rollback(True)
    changed = [(key, row) for key, row in after.items() if before.get(key) != row]
    gone = [(label, {"gone": key}) for label, key in before.keys() - after.keys()]
    return [(key[0], without_given(key[0], row, clock, new=key not in before)) for key, row in changed] + gone


def everything() -> dict[tuple[str, Any], Row]:
    tables = [model for model in apps.get_models(include_auto_created=True) if not model._meta.proxy]
    return {
        (model._meta.label, row[model._meta.pk.attname]): {name: plain(value) for name, value in row.items()}
        for model in tables
        for row in model._base_manager.order_by("pk").values()
    }


def without_given(label: str, row: Row, clock: Collection[str], *, new: bool) -> Row:
    fields = apps.get_model(label)._meta.concrete_fields
    at_birth = {field.attname for field in fields if field.primary_key or field.has_db_default()} if new else set()
    given = at_birth | set(clock)
    return {name: GIVEN if name in given and value is not None else value for name, value in row.items()}


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
