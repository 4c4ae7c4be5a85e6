"""Querysets that are read."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections, router
from django.db.models import Model, QuerySet
from django.db.transaction import TransactionManagementError

from hub_oauth.compiled_queries.readers import Reader
from hub_oauth.compiled_queries.statements import Compiled, Statement

Row = TypeVar("Row", bound=Model)


class CompiledSelect(Compiled, Generic[Row]):
    """``first(**values)`` reads one row of the queryset that ``make`` gives, ``all(**values)`` every one."""

    def __init__(self, make: Callable[[], QuerySet[Row]]) -> None:
        super().__init__()
        self.make = make

    @cached_property
    def model(self) -> type[Model]:
        return self.make().model

    def first(self, **values: Any) -> Row | None:
        """Raises TransactionManagementError where the queryset locks and there is no transaction."""
        alias = router.db_for_read(self.model)
        reader: Reader = self.for_database(alias, self.compile)
        if reader.locks and not connections[alias].in_atomic_block:
            raise TransactionManagementError("A row is locked inside a transaction only.")
        with reader.statement.execute(alias, values) as cursor:
            row = cursor.fetchone()
        return None if row is None else reader.read(row, alias)

    def all(self, **values: Any) -> list[Row]:
        """Every row, in the queryset's order."""
        alias = router.db_for_read(self.model)
        reader: Reader = self.for_database(alias, self.compile)
        with reader.statement.execute(alias, values) as cursor:
            return [reader.read(row, alias) for row in cursor.fetchall()]

    def get(self, **values: Any) -> Row:
        """The row; raises the model's DoesNotExist."""
        found = self.first(**values)
        if found is None:
            raise self.model.DoesNotExist(f"{self.model._meta.object_name}: there is no such row.")  # type: ignore[attr-defined]
        return found

    def compile(self, alias: str) -> Reader:
        compiler = self.make().using(alias).query.get_compiler(using=alias)
        sql, places = compiler.as_sql()
        return Reader(Statement(sql, tuple(places)), compiler)
