"""Places in a query for the values of a call."""

from __future__ import annotations

from typing import Any

from django.db.models import Expression, Model


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
