"""Queries written as querysets, compiled once and replayed with other values (DESIGN §9).

Building and compiling a queryset costs ten times what the database and the network take of the server's time, and
gives the same text again and again. Here a queryset has ``Parameter`` where a value would stand; its text is kept for
each database, and only values are bound and rows are read. What comes back are the same objects as from the queryset.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Generic, TypeVar

from django.db import connections, router
from django.db.models import Expression, Field, Model, QuerySet
from django.db.models.sql import InsertQuery, UpdateQuery
from django.db.transaction import TransactionManagementError

Row = TypeVar("Row", bound=Model)


class Parameter(Expression):
    """A place for a value that comes with each call. field: of the column that the value is compared to or kept in."""

    def __init__(self, name: str, field: Any) -> None:
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]

    def prepared(self, value: Any, connection: Any) -> Any:
        """The value as the driver takes it."""
        return self.output_field.get_db_prep_value(value, connection=connection)


def parameter(model: type[Model], name: str) -> Parameter:
    """The value of the model's own field of this name."""
    return Parameter(name, model._meta.get_field(name))


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


class Reader:
    """Makes objects of rows, by the plan that Django's compiler made for the queryset."""

    def __init__(self, statement: Statement, compiler: Any) -> None:
        self.statement, self.locks = statement, compiler.query.select_for_update
        self.loader = Loader(compiler.klass_info, compiler.select)
        self.annotations = compiler.annotation_col_map or {}
        self.converters = compiler.get_converters([column[0] for column in compiler.select[: compiler.col_count]])

    def read(self, row: Sequence[Any], alias: str) -> Any:
        values = self.converted(row, alias) if self.converters else row
        made = self.loader.load(values, alias)
        for name, column in self.annotations.items():
            setattr(made, name, values[column])
        return made

    def converted(self, row: Sequence[Any], alias: str) -> list[Any]:
        """SQLite has no times and no truth values of its own."""
        values, connection = list(row), connections[alias]
        for column, (converters, expression) in self.converters.items():
            for convert in converters:
                values[column] = convert(values[column], expression, connection)
        return values


class Loader:
    """One model's part of a row, and those of the models joined to it."""

    def __init__(self, info: Mapping[str, Any], select: Sequence[Any]) -> None:
        places = {select[column][0].target.attname: column for column in info["select_fields"]}
        self.model = info["model"]
        # In the fields' order; a dict, for Django looks up each field of the model in it.
        self.names = dict.fromkeys(f.attname for f in self.model._meta.concrete_fields if f.attname in places)
        self.columns = [places[name] for name in self.names]
        self.key = places[self.model._meta.pk.attname]
        self.joined = [
            (Loader(below, select), below["local_setter"], below["remote_setter"])
            for below in info.get("related_klass_infos", ())
        ]

    def load(self, row: Sequence[Any], alias: str) -> Any:
        """The object; None where the join found no row."""
        if row[self.key] is None:
            return None
        made = self.model.from_db(alias, self.names, [row[column] for column in self.columns])
        for loader, set_on_this, set_on_other in self.joined:
            other = loader.load(row, alias)
            set_on_this(made, other)
            if other is not None:
                set_on_other(other, made)
        return made


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

    def insert(self, row: Model) -> None:
        """The same with the values of an object, defaults and all; it does not learn its key."""
        self.execute(**{field.attname: getattr(row, field.attname) for field in self.fields})

    def compile(self, alias: str) -> Statement:
        model, fields = self.model, self.fields
        query = InsertQuery(model)
        query.insert_values(fields, [model(**{field.attname: Parameter(field.attname, field) for field in fields})])
        ((sql, places),) = query.get_compiler(alias).as_sql()
        return Statement(sql, tuple(places))


class CompiledChange(Compiled):
    """``execute(changes, row)`` updates, and inserts the row that tells of it; PostgreSQL takes both in one statement.

    Each statement costs a journey to the database, so the two cost more than what they do there.
    """

    def __init__(self, update: CompiledUpdate, insert: CompiledInsert) -> None:
        super().__init__()
        self.update, self.insert = update, insert

    def execute(self, changes: Mapping[str, Any], row: Mapping[str, Any]) -> None:
        """changes, row: the values of the update and of the insert."""
        alias = router.db_for_write(self.update.model)
        connection = connections[alias]
        if connection.vendor != "postgresql" or router.db_for_write(self.insert.model) != alias:
            self.update.execute(**changes)
            self.insert.execute(**row)
            return
        sql, update, insert = self.for_database(alias, self.compile)
        with connection.cursor() as cursor:
            cursor.execute(sql, update.bound(changes, connection) + insert.bound(row, connection))

    def compile(self, alias: str) -> tuple[str, Statement, Statement]:
        update, insert = self.update.compile(alias), self.insert.compile(alias)
        return f"WITH changed AS ({update.sql}) {insert.sql}", update, insert


def is_filled_in(field: Field[Any, Any]) -> bool:
    return field.primary_key or field.has_db_default()
