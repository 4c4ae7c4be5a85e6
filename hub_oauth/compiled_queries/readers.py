"""Rows as the objects that the queryset would have given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connections

from hub_oauth.compiled_queries.statements import Statement


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
