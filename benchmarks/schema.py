"""The indexes of a database, taken away while it is filled and created again after.

An index that grows in the order of a digest touches another page for each row, and soon one that is not in memory; made
of all rows at once it is a sort. Primary keys stay: theirs grow at one end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, LiteralString

from psycopg import Connection

# In the order of their making, by which PostgreSQL chooses between two that cost the same.
INDEXES: Final[LiteralString] = """
SELECT i.indrelid::regclass::text, quote_ident(x.relname), pg_get_indexdef(x.oid), pg_get_constraintdef(c.oid)
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid
  LEFT JOIN pg_constraint c ON c.conindid = x.oid AND c.contype = 'u'
 WHERE x.relnamespace = 'public'::regnamespace AND i.indrelid::regclass::text = ANY(%s) AND NOT i.indisprimary
   AND NOT EXISTS (SELECT FROM pg_constraint f WHERE f.conindid = x.oid AND f.contype = 'f')
 ORDER BY x.oid
"""
# All that a table has but its rows.
DESCRIBED: Final[LiteralString] = """
SELECT 'table', c.oid::regclass::text, c.relpersistence::text, c.reloptions::text
  FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
 UNION ALL
SELECT 'index', i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid), (i.indisvalid AND i.indisready)::text
  FROM pg_index i JOIN pg_class x ON x.oid = i.indexrelid WHERE x.relnamespace = 'public'::regnamespace
 UNION ALL
SELECT 'constraint', c.conrelid::regclass || ' ' || c.conname, pg_get_constraintdef(c.oid), c.convalidated::text
  FROM pg_constraint c WHERE c.connamespace = 'public'::regnamespace
 ORDER BY 1, 2, 3
"""


class Changed(Exception):
    """The tables are not what they were; the message has what differs."""


@dataclass(frozen=True, slots=True)
class Index:
    """definition: as SQL; constraint: what it holds as SQL, None where it holds none."""

    table: str
    name: str
    definition: str
    constraint: str | None

    @property
    def drop(self) -> str:
        return f"ALTER TABLE {self.table} DROP CONSTRAINT {self.name}" if self.constraint else f"DROP INDEX {self.name}"

    @property
    def create(self) -> str:
        rule = f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} {self.constraint}"
        return rule if self.constraint else self.definition


@contextmanager
def without_indexes(connection: Connection, tables: Sequence[str]) -> Iterator[list[Index]]:
    """Take those of tables away; whoever fills calls create. Raises Changed where at the end anything is different."""
    before = described(connection)
    taken = [Index(*row) for row in connection.execute(INDEXES, [list(tables)]).fetchall()]
    for index in taken:
        connection.execute(index.drop)
    yield taken
    if difference := before ^ described(connection):
        raise Changed("\n".join(sorted(map(str, difference))))


def create(connection: Connection, indexes: Iterable[Index]) -> None:
    for index in indexes:
        connection.execute(index.create)


def described(connection: Connection) -> set[tuple[str | None, ...]]:
    return set(connection.execute(DESCRIBED).fetchall())
