"""The results for a terminal, and for docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.operations import BY_NAME
from benchmarks.results import Cell, Results

HEAD = ("operation", "peer", "× D", "goal", "CPU ms", "DB ms", "SQL", "req/s", "p50", "p99", "MiB")


def rows(results: Results) -> Iterator[tuple[str, ...]]:
    for cell in results.cells():
        yield row(cell)


def row(cell: Cell) -> tuple[str, ...]:
    operation = BY_NAME[cell.operation]
    goal = f"{operation.goal:g}" if operation.goal and cell.peer == "hub" else ""
    ratio = "" if cell.ratio is None else f"{cell.ratio:.2f}"
    counted = "" if cell.statements is None else f"{cell.statements:.1f}".removesuffix(".0")
    return (
        operation.title, cell.peer, ratio, goal, f"{cell.cpu:.2f}", f"{cell.db:.2f}", counted,
        f"{cell.rate:.0f}", f"{cell.p50:.1f}", f"{cell.p99:.1f}", f"{cell.memory:.0f}",
    )  # fmt: skip


def text(results: Results) -> str:
    lines = [HEAD, *rows(results)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join(aligned(line, widths) for line in lines)


def aligned(line: tuple[str, ...], widths: list[int]) -> str:
    """Names to the left, figures to the right."""
    padded = [
        cell.ljust(width) if column < 2 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(padded).rstrip()


def markdown(results: Results) -> str:
    lines = [HEAD, ("---", "---", *["--:"] * (len(HEAD) - 2)), *rows(results)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
