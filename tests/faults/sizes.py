"""How much of a fault is tried: a share on every run, all of it where HUB_SOAK is set."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

Size = TypeVar("Size", int, float)


def is_soak() -> bool:
    return bool(os.environ.get("HUB_SOAK"))


def size(share: Size, whole: Size) -> Size:
    """What the yardstick names, or what CI has time for."""
    return whole if is_soak() else share


def record(row: str, figures: str) -> None:
    """Say what was measured; kept as one line in the folder HUB_SOAK_OUT where that is set."""
    line = f"{row}: {figures}"
    print(f"\n{line}")  # noqa: T201  # pytest -s, or the report of a test that failed
    if folder := os.environ.get("HUB_SOAK_OUT"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        with (Path(folder) / "faults.txt").open("a") as lines:
            lines.write(f"{line}\n")
