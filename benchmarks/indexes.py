"""The indexes of a database: how often each was used, how large it is, and whether it holds a rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, LiteralString

import psycopg

USED: Final[LiteralString] = """
SELECT s.relname, s.indexrelname, s.idx_scan, pg_relation_size(s.indexrelid),
       i.indisunique, pg_get_indexdef(s.indexrelid)
  FROM pg_stat_user_indexes s JOIN pg_index i ON i.indexrelid = s.indexrelid
 WHERE s.relname LIKE 'hub\\_%' ORDER BY s.relname, s.indexrelname
"""
TABLES: Final[LiteralString] = """
SELECT c.relname, greatest(c.reltuples, 0)::bigint, pg_relation_size(c.oid), pg_indexes_size(c.oid),
       pg_total_relation_size(c.oid)
  FROM pg_class c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY 5 DESC
"""


@dataclass(frozen=True, slots=True)
class Index:
    """scans: since the statistics began; bytes: of the disk; definition: as SQL."""

    table: str
    name: str
    scans: int
    bytes: int
    is_unique: bool
    definition: str


@dataclass(frozen=True, slots=True)
class Table:
    """Sizes in bytes; whole: with indexes and what is kept apart."""

    name: str
    rows: int
    heap: int
    indexes: int
    whole: int

    @property
    def each(self) -> float:
        """Bytes of one row with its share of the indexes."""
        return self.whole / self.rows if self.rows else 0.0


def forget(url: str) -> None:
    """Statistics begin anew: what filling went through says nothing of requests."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_stat_reset()")


def of_hub(url: str) -> list[Index]:
    with psycopg.connect(url, autocommit=True) as connection:
        return [Index(*row) for row in connection.execute(USED).fetchall()]


def tables(url: str) -> list[Table]:
    """The largest first; rows as the last ANALYZE counted them."""
    with psycopg.connect(url, autocommit=True) as connection:
        return [Table(*row) for row in connection.execute(TABLES).fetchall()]
