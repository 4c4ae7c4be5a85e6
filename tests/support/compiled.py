"""Compiled queries beside what Django does for the same, and where they stand in the code."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import models

from hub_oauth.compiled_queries import (
    Compiled,
    CompiledChange,
    CompiledInsert,
    CompiledSelect,
    CompiledUpdate,
    Parameter,
)
from tests.support.effects import Row, plain


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


def another(value: Any) -> Any:
    """Of the same type, and nobody's."""
    if isinstance(value, datetime):
        return value + timedelta(days=10_000)
    return -1 if isinstance(value, int) else value[:-1]
