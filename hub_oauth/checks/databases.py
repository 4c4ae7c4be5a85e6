"""E012–E014: the database must have row locks and partial unique constraints, and use them as the Hub expects."""

from __future__ import annotations

from typing import Any, Final

from django.core.checks import CheckMessage, Error, register
from django.db import connections, router

from hub_oauth.models import Grant

ENGINES: Final = ("postgresql", "sqlite")
READ_COMMITTED: Final = (None, 2)  # psycopg's IsolationLevel; None is PostgreSQL's default, the same


# Reads settings only, so it runs with every check and not just where a database is at hand (Tags.database).
@register
def database_fits(**kwargs: Any) -> list[CheckMessage]:
    connection = connections[router.db_for_write(Grant)]
    options: dict[str, Any] = connection.settings_dict.get("OPTIONS", {})
    if connection.vendor not in ENGINES:
        hint = "Use PostgreSQL, or SQLite: the Hub needs row locks and partial unique constraints."
        return [Error(f"The Hub does not run on {connection.vendor}.", hint=hint, id="hub_oauth.E012")]
    if connection.vendor == "postgresql" and options.get("isolation_level") not in READ_COMMITTED:
        hint = "Leave isolation_level out: a waiting transaction must see what the one before it committed."
        return [Error("PostgreSQL is not on READ COMMITTED.", hint=hint, id="hub_oauth.E013")]
    if connection.vendor == "sqlite" and options.get("transaction_mode") != "IMMEDIATE":
        hint = 'Set DATABASES[...]["OPTIONS"]["transaction_mode"] = "IMMEDIATE": SQLite has no row locks.'
        return [Error("SQLite transactions do not lock at their start.", hint=hint, id="hub_oauth.E014")]
    return []
