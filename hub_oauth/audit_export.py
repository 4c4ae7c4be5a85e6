"""The audit log as files for other programs, row by row: as many rows as there are never stand in memory at once."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import UTC
from io import StringIO
from itertools import islice
from typing import Any, Final

from hub_oauth.models import AuditEvent

CHUNK: Final = 1000  # rows
COLUMNS: Final = (
    "at",
    "event",
    "outcome",
    "reason",
    "actor_id",
    "actor_label",
    "user_id",
    "user_label",
    "client_id",
    "client_label",
    "address",
    "reference",
    "details",
)
# What a spreadsheet takes for the beginning of a formula (ASVS 1.2.10).
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def as_csv(events: Iterable[AuditEvent]) -> Iterator[str]:
    """RFC 4180, with a line of names; no cell is a formula."""
    yield written([COLUMNS])
    for chunk in chunks(events):
        yield written([[cell(value) for value in values_of(event).values()] for event in chunk])


def as_ndjson(events: Iterable[AuditEvent]) -> Iterator[str]:
    """One JSON object a line."""
    for chunk in chunks(events):
        yield "".join(f"{json.dumps(values_of(event), ensure_ascii=False)}\n" for event in chunk)


def chunks(events: Iterable[AuditEvent]) -> Iterator[list[AuditEvent]]:
    rows = iter(events)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def values_of(event: AuditEvent) -> dict[str, Any]:
    return {**{name: getattr(event, name) for name in COLUMNS}, "at": event.at.astimezone(UTC).isoformat()}


def written(rows: Iterable[Iterable[str]]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def cell(value: Any) -> str:
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return f"'{text}" if text.startswith(FORMULA) else text
