"""What the growth of tables was found to cost: one operation over one size, and the table of all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from benchmarks import buffers, people, reports
from benchmarks.lanes import Compared

GOAL: Final = 1.15
HEAD: Final = ("operation", "grants", "ratio", "±", "server ms", "database ms", "p50", "p99", "pages", "not in buffers")


@dataclass(frozen=True, slots=True)
class Found:
    """pages: of one request; None where several lanes share a database, or something else works in it."""

    compared: Compared
    pages: buffers.Pages | None = None

    def as_dict(self) -> dict[str, object]:
        return self.compared.as_dict() | {"pages": self.pages and asdict(self.pages)}


def missed(found: Sequence[Found]) -> list[str]:
    above = [one.compared for one in found if one.compared.ratio > GOAL]
    return [f"{title_of(one)}, {one.lane}: {one.ratio:.2f}, the goal is {GOAL}." for one in above]


def title_of(one: Compared) -> str:
    return people.TITLES.get(one.operation, one.operation)


def text(found: Sequence[Found]) -> str:
    return reports.table(HEAD, map(row, found), names=2)


def row(found: Found) -> Sequence[str]:
    one, pages = found.compared, found.pages
    milliseconds = [f"{one.median('cpu'):.2f}", f"{one.median('db'):.2f}"]
    waits = [f"{one.median('p50'):.1f}", f"{one.median('p99'):.1f}"]
    counts = [f"{pages.touched:.1f}", f"{pages.read:.1f}"] if pages else ["", ""]
    return [title_of(one), one.lane, f"{one.ratio:.2f}", f"{one.spread:.2f}", *milliseconds, *waits, *counts]
