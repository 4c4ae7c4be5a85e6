"""What a run found: JSON under benchmarks/out/, a table on the terminal, and a sentence for each goal missed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from benchmarks import machine

OUT: Final = Path(__file__).parent / "out"


def table(head: Sequence[str], rows: Iterable[Sequence[object]], *, names: int = 1) -> str:
    """Aligned: the first columns, so many as names says, and words with a space before them left, figures right."""
    lines = [[str(cell) for cell in line] for line in (head, *rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "".join(aligned(line, widths, names) for line in lines)


def aligned(line: Sequence[str], widths: Sequence[int], names: int) -> str:
    padded = [
        cell.ljust(width) if column < names or cell.startswith(" ") else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(line, widths, strict=True))
    ]
    return "  ".join(padded).rstrip() + "\n"


def publish(name: str, found: Mapping[str, Any], text: str, missed: Sequence[str] = ()) -> int:
    """Write and print it; the exit code: 1 where a goal was missed."""
    OUT.mkdir(exist_ok=True)
    whole = {"machine": machine.described(), **found, "missed": list(missed)}
    (OUT / f"{name}.json").write_text(json.dumps(whole, indent=1, default=str) + "\n")
    sys.stdout.write(text + "".join(f"missed: {line}\n" for line in missed))
    return 1 if missed else 0
