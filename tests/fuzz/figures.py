"""How much is tried, what came of it: a share on every run, more where HUB_SOAK is set."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

EVERY = 100


def is_soak() -> bool:
    return bool(os.environ.get("HUB_SOAK"))


def size(share: int, whole: int) -> int:
    """What CI has time for, or all of it; HUB_FUZZ_SHARE divides both among processes that run beside each other."""
    return (whole if is_soak() else share) // int(os.environ.get("HUB_FUZZ_SHARE", "1"))


class Figures(Counter[str]):
    """What was counted; a line now and then, for a long run must not look dead."""

    def add(self, **counts: int) -> None:
        self.update(counts)
        if "examples" in counts and self["examples"] % EVERY == 0:
            print(f"\n{self}", flush=True)  # noqa: T201  # pytest -s

    def __str__(self) -> str:
        return ", ".join(f"{count} {name}" for name, count in self.items())


@contextmanager
def progress(what: str) -> Iterator[Figures]:
    """Counts inside the block; at its end one line, kept in the folder HUB_SOAK_OUT where that is set."""
    figures, began, how = Figures(), monotonic(), "failed"
    try:
        yield figures
        how = "passed"
    finally:
        keep(f"{what} {how}: {figures}, {monotonic() - began:.0f} s")


def keep(line: str) -> None:
    print(f"\n{line}")  # noqa: T201  # pytest -s, or the report of a test that failed
    if folder := os.environ.get("HUB_SOAK_OUT"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        with (Path(folder) / "fuzz.txt").open("a") as lines:
            lines.write(f"{line}\n")
