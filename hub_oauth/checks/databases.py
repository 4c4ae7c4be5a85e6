"""E012–E014, E016, W014, W018: a database with row locks and partial unique constraints, used as the Hub expects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connections, router

from hub_oauth.dot.applications import application_model

ENGINES: Final = ("postgresql", "sqlite")
LOCKS_AT_START: Final = ("IMMEDIATE", "EXCLUSIVE")
READ_COMMITTED: Final = ("read committed", "read uncommitted")  # one and the same in PostgreSQL


# Reads settings only, so it runs with every check and not just where a database is at hand (Tags.database).
@register
def database_fits(**kwargs: Any) -> list[CheckMessage]:
    connection = connections[DEFAULT_DB_ALIAS]
    options: dict[str, Any] = connection.settings_dict.get("OPTIONS", {})
    if connection.vendor not in ENGINES:
        hint = "Use PostgreSQL, or SQLite: the Hub needs row locks and partial unique constraints."
        return [Error(f"The Hub does not run on {connection.vendor}.", hint=hint, id="hub_oauth.E012")]
    if connection.vendor == "postgresql" and not is_read_committed(options):
        hint = "Leave isolation_level out: a waiting transaction must see what the one before it committed."
        return [Error("PostgreSQL is not on READ COMMITTED.", hint=hint, id="hub_oauth.E013")]
    if connection.vendor == "sqlite" and str(options.get("transaction_mode")).upper() not in LOCKS_AT_START:
        hint = 'Set DATABASES[...]["OPTIONS"]["transaction_mode"] = "IMMEDIATE": SQLite has no row locks.'
        return [Error("SQLite transactions do not lock at their start.", hint=hint, id="hub_oauth.E014")]
    return []


def is_read_committed(options: dict[str, Any]) -> bool:
    from django.db.backends.postgresql.psycopg_any import IsolationLevel  # its numbers differ between drivers

    return bool(options.get("isolation_level", IsolationLevel.READ_COMMITTED) == IsolationLevel.READ_COMMITTED)


@register(Tags.database)
def server_is_read_committed(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """The server, the database and the role have defaults of their own; ``migrate`` asks, ``check --database`` too."""
    connection = connections[DEFAULT_DB_ALIAS]
    if DEFAULT_DB_ALIAS not in (databases or ()) or connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        cursor.execute("SHOW default_transaction_isolation")
        level = str(cursor.fetchone()[0])
    if level in READ_COMMITTED:
        return []
    hint = "ALTER ROLE … SET default_transaction_isolation = 'read committed', for the role that the site connects as."
    return [Error(f"PostgreSQL's default is {level.upper()}, not READ COMMITTED.", hint=hint, id="hub_oauth.E013")]


@register(Tags.database)
def cache_has_its_table(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    if DEFAULT_DB_ALIAS not in (databases or ()) or not isinstance(caches[DEFAULT_CACHE_ALIAS], BaseDatabaseCache):
        return []
    table = settings.CACHES[DEFAULT_CACHE_ALIAS]["LOCATION"]
    if table in connections[DEFAULT_DB_ALIAS].introspection.table_names():
        return []
    hint = "Run manage.py createcachetable: until then no limit is counted."
    return [Warning(f"The cache's table {table!r} does not exist.", hint=hint, id="hub_oauth.W018")]


@register
def times_have_a_zone(**kwargs: Any) -> list[CheckMessage]:
    """SQLite's clock is in UTC; without zones Django takes what it says for local time."""
    if settings.USE_TZ or settings.TIME_ZONE == "UTC" or connections[DEFAULT_DB_ALIAS].vendor != "sqlite":
        return []
    hint = "Set USE_TZ = True: introspection else tells resource servers a time of expiry that is hours off."
    return [Warning("Times of the Hub are read in the wrong zone.", hint=hint, id="hub_oauth.W014")]


@register
def tables_are_together(**kwargs: Any) -> list[CheckMessage]:
    """A consent, its grant and the audit are one transaction, and a revocation must be seen by the very next read."""
    hint = f"Let your database router send it to {DEFAULT_DB_ALIAS!r}, for reading too: a replica is late."
    return [
        Error(f"{model._meta.label} is not in the default database.", hint=hint, id="hub_oauth.E016")
        for model, read in models()
        if router.db_for_write(model) != DEFAULT_DB_ALIAS or (read and router.db_for_read(model) != DEFAULT_DB_ALIAS)
    ]


def models() -> Iterator[tuple[Any, bool]]:
    """Each model that takes part in the Hub's transactions, and whether it must be read in the same place."""
    yield from ((model, True) for model in apps.get_app_config("hub_oauth").get_models())
    yield get_user_model(), False
    if apps.is_installed("oauth2_provider"):  # else E005 says so
        yield application_model(), True
