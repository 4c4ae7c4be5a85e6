from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hub_oauth.selftest.trial import Trial


@dataclass(frozen=True, slots=True)
class Check:
    """name: for programs; title: what holds where it passes; vital: whether nothing can be told without it."""

    name: str
    title: str
    run: Callable[[Trial], None]
    vital: bool = False
