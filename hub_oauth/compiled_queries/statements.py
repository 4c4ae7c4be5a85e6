"""The text of a query, kept for each database, and what is bound to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections

from hub_oauth.compiled_queries.parameters import Parameter


@dataclass(frozen=True, slots=True)
class Statement:
    """The text for one database, and what is bound to it: constants, and Parameters for the values of a call."""

    sql: str
    places: tuple[Any, ...]

    def execute(self, alias: str, values: Mapping[str, Any]) -> Any:
        """A cursor that has executed it; whoever calls closes it."""
        connection = connections[alias]
        cursor = connection.cursor()
        cursor.execute(self.sql, self.bound(values, connection))
        return cursor

    def bound(self, values: Mapping[str, Any], connection: Any) -> list[Any]:
        return [bound(place, values, connection) for place in self.places]


def bound(place: Any, values: Mapping[str, Any], connection: Any) -> Any:
    return place.prepared(values[place.name], connection) if isinstance(place, Parameter) else place


class Compiled:
    """What is compiled at the first call for each database, and kept."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], Any] = {}

    def for_database(self, alias: str, compile_: Callable[[str], Any]) -> Any:
        key = alias, connections[alias].vendor
        found = self.kept.get(key)
        if found is None:
            found = self.kept[key] = compile_(alias)
        return found
