"""Rows that are updated, inserted, or both at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django.db import connections, router
from django.db.models import Field, Model, QuerySet
from django.db.models.sql import InsertQuery, UpdateQuery

from hub_oauth.compiled_queries.parameters import Parameter
from hub_oauth.compiled_queries.statements import Compiled, Statement


class CompiledUpdate(Compiled):
    """``execute(**values)`` updates the rows of a queryset; how many there were."""

    def __init__(self, make: Callable[[], QuerySet[Any]], columns: Mapping[str, Any]) -> None:
        super().__init__()
        self.make, self.columns = make, columns

    @cached_property
    def model(self) -> type[Model]:
        return self.make().model

    def execute(self, **values: Any) -> int:
        alias = router.db_for_write(self.model)
        statement: Statement = self.for_database(alias, self.compile)
        with statement.execute(alias, values) as cursor:
            return int(cursor.rowcount)

    def compile(self, alias: str) -> Statement:
        query = self.make().using(alias).query.chain(UpdateQuery)
        query.add_update_values(dict(self.columns))  # type: ignore[attr-defined]  # of UpdateQuery
        sql, places = query.get_compiler(alias).as_sql()
        return Statement(sql, tuple(places))


class CompiledInsert(Compiled):
    """``execute(**values)`` inserts one row; its columns are the model's, but for what the database fills in."""

    def __init__(self, model: type[Model]) -> None:
        super().__init__()
        self.model = model

    @cached_property
    def fields(self) -> list[Field[Any, Any]]:
        return [field for field in self.model._meta.concrete_fields if not is_filled_in(field)]

    def execute(self, **values: Any) -> None:
        alias = router.db_for_write(self.model)
        statement: Statement = self.for_database(alias, self.compile)
        statement.execute(alias, values).close()

    def values_of(self, row: Model) -> dict[str, Any]:
        """What ``execute`` takes, of an object that was not saved, defaults and all."""
        return {field.attname: getattr(row, field.attname) for field in self.fields}

    def compile(self, alias: str) -> Statement:
        model, fields = self.model, self.fields
        query = InsertQuery(model)
        query.insert_values(fields, [model(**{field.attname: Parameter(field.attname, field) for field in fields})])
        ((sql, places),) = query.get_compiler(alias).as_sql()
        return Statement(sql, tuple(places))


class CompiledChange(Compiled):
    """``execute(values, row)`` writes, and inserts the row that tells of it; PostgreSQL takes both in one statement.

    Each statement costs a journey to the database, so the two cost more than what they do there.
    """

    def __init__(self, write: CompiledUpdate | CompiledInsert, insert: CompiledInsert) -> None:
        super().__init__()
        self.write, self.insert = write, insert

    def execute(self, values: Mapping[str, Any], row: Mapping[str, Any]) -> None:
        """values, row: those of the first and of the insert."""
        alias = router.db_for_write(self.write.model)
        connection = connections[alias]
        if connection.vendor != "postgresql" or router.db_for_write(self.insert.model) != alias:
            self.write.execute(**values)
            self.insert.execute(**row)
            return
        sql, write, insert = self.for_database(alias, self.compile)
        with connection.cursor() as cursor:
            cursor.execute(sql, write.bound(values, connection) + insert.bound(row, connection))

    def compile(self, alias: str) -> tuple[str, Statement, Statement]:
        write, insert = self.write.compile(alias), self.insert.compile(alias)
        return f"WITH written AS ({write.sql}) {insert.sql}", write, insert


def is_filled_in(field: Field[Any, Any]) -> bool:
    return field.primary_key or field.has_db_default()
