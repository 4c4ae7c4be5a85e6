"""Queries written as querysets, compiled once and replayed with other values (DESIGN §9).

Building and compiling a queryset costs ten times what the database and the network take of the server's time, and
gives the same text again and again. Here a queryset has ``Parameter`` where a value would stand; its text is kept for
each database, and only values are bound and rows are read. What comes back are the same objects as from the queryset.
"""

from __future__ import annotations

from hub_oauth.compiled_queries.parameters import Parameter, parameter
from hub_oauth.compiled_queries.selects import CompiledSelect
from hub_oauth.compiled_queries.statements import Compiled
from hub_oauth.compiled_queries.writes import CompiledChange, CompiledInsert, CompiledUpdate

__all__ = [
    "Compiled",
    "CompiledChange",
    "CompiledInsert",
    "CompiledSelect",
    "CompiledUpdate",
    "Parameter",
    "parameter",
]
