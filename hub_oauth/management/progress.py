"""A progress bar for commands that take long: on a terminal only, so that logs stay readable."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, Self

WIDTH: Final = 30


class Progress:
    """``with Progress("grants", count, stderr) as bar: bar.advance(1000)``.

    count: how many there are in all; asked only where a bar is drawn. done: how many it has been told of.
    """

    def __init__(self, name: str, count: Callable[[], int], stream: Any) -> None:
        self.name, self.stream, self.done = name, stream, 0
        self.visible = bool(stream.isatty())
        self.total = count() if self.visible else 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        if self.visible and self.done:
            self.stream.write("")  # the cursor leaves the bar

    def advance(self, by: int) -> None:
        self.done += by
        if self.visible:
            self.stream.write(f"\r{self.name:14} [{self.bar()}] {self.done}", ending="")

    def bar(self) -> str:
        """Filled by what is done; rows that appeared meanwhile leave it full."""
        filled = min(WIDTH, WIDTH * self.done // max(self.total, 1))
        return "#" * filled + "." * (WIDTH - filled)
