"""Compiled queries beside what Django does for the same, and where they stand in the code."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from django.apps import apps
from django.db import models, transaction

from hub_oauth.compiled_queries import (
    Compiled,
    CompiledChange,
    CompiledInsert,
    CompiledSelect,
    CompiledUpdate,
    Parameter,
)

GIVEN: Final = "given by the database"
Row = dict[str, Any]


def standing_in(*packages: str, but: str = "\0") -> Iterator[tuple[str, Any]]:
    """Every compiled query of these packages, and every function that remembers some; but: one not to look into."""
    for package in packages:
        below = pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}.")
        for name in [package, *(one.name for one in below if not one.name.startswith(but))]:
            for known, value in list(vars(importlib.import_module(name)).items()):
                yield from ((f"{name}.{known}", one) for one in kept_in(value))


def kept_in(value: Any) -> Iterable[Any]:
    """The value itself, or what a container or a class holds."""
    if isinstance(value, dict):
        within: Iterable[Any] = value.values()
    else:
        within = vars(value).values() if isinstance(value, type) else value if isinstance(value, list | tuple) else ()
    return (one for one in (value, *within) if isinstance(one, Compiled) or made_by(one))


def made_by(value: Any) -> str:
    """The name of the type that a remembering function says it gives, where that is a compiled query."""
    if not (callable(value) and hasattr(value, "cache_info")):
        return ""
    gives = str(value.__annotations__.get("return"))
    return gives if gives.startswith("Compiled") else ""


def reads(one: Any) -> bool:
    return isinstance(one, CompiledSelect) or made_by(one).startswith("CompiledSelect")


@contextmanager
def bound(values: Mapping[str, Any]) -> Iterator[None]:
    """Querysets have these values where they have a Parameter, and Django runs them as any other."""

    def value(place: Parameter, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [place.prepared(values[place.name], connection)]

    with pytest.MonkeyPatch.context() as held:
        held.setattr(Parameter, "as_sql", value)
        yield


def queried(compiled: CompiledSelect[Any], values: Mapping[str, Any]) -> list[models.Model]:
    with bound(values):
        return list(compiled.make())


def written(compiled: Compiled, values: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """What the compiled write does, with a queryset's ``update`` and with ``save``."""
    if isinstance(compiled, CompiledChange):
        written(compiled.write, values, {})
        written(compiled.insert, row, {})
    elif isinstance(compiled, CompiledInsert):
        compiled.model(**values).save()
    elif isinstance(compiled, CompiledUpdate):
        places = compiled.columns.items()
        new = {name: values[place.name] if isinstance(place, Parameter) else place for name, place in places}
        with bound(values):
            compiled.make().update(**new)


def columns(row: models.Model, seen: tuple[int, ...] = ()) -> Row:
    """What is loaded of a row and of those joined to it, but for the time of reading."""
    own = {name: plain(value) for name, value in vars(row).items() if name not in ("_state", "now")}
    seen = (*seen, id(row))
    joined = {
        name: value for name, value in row._state.fields_cache.items() if value is not None and id(value) not in seen
    }
    return own | {f"{name}.": columns(value, seen) for name, value in joined.items()}


def plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def another(value: Any) -> Any:
    """Of the same type, and nobody's."""
    if isinstance(value, datetime):
        return value + timedelta(days=10_000)
    return -1 if isinstance(value, int) else value[:-1]


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
