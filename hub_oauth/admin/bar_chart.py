"""Figures of a bar chart that the template draws as SVG: attributes only, for no page may have styles in its markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from hub_oauth.usage import Day

HEIGHT: Final = 120
STEP: Final = 20  # of which a bar takes 16


@dataclass(frozen=True, slots=True)
class Bar:
    x: int
    y: int
    height: int
    day: date
    count: int


@dataclass(frozen=True, slots=True)
class Chart:
    """width and height: of the drawing; most: what the tallest bar stands for."""

    bars: list[Bar]
    width: int
    height: int
    most: int
    total: int


def draw(days: Sequence[Day]) -> Chart:
    most = max((day.count for day in days), default=0)
    bars = [bar(number * STEP, day, most) for number, day in enumerate(days)]
    return Chart(bars, len(days) * STEP, HEIGHT, most, sum(day.count for day in days))


def bar(x: int, day: Day, most: int) -> Bar:
    """A day with anything at all has a bar that can be seen."""
    height = max(2, round(HEIGHT * day.count / most)) if day.count else 0
    return Bar(x, HEIGHT - height, height, day.day, day.count)
