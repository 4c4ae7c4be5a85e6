"""How often each thing was tried in its window: counted in this worker, told to all in the shared cache."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Final

from hub_oauth import shared_counts

KEPT: Final = 10_000  # keys in a worker


@dataclass(frozen=True, slots=True)
class Rate:
    """So many within so many seconds."""

    limit: int
    seconds: int

    @property
    def step(self) -> int:
        """How many tries a worker counts before it tells the others."""
        return max(1, self.limit // 60)

    @property
    def window(self) -> int:
        """The number of the window that is open now."""
        return now() // self.seconds

    @property
    def left(self) -> int:
        """Seconds until the window that is open now closes."""
        return self.seconds - now() % self.seconds


def now() -> int:
    """Of this host: which window a try falls into decides nothing but when it may be tried again."""
    return int(time.time())


@dataclass(slots=True)
class Tally:
    """Of one key in this worker. shared: what all had counted when last asked; own: tries not told to them yet."""

    shared: int = 0
    own: int = 0


class Tallies:
    """Counts in this worker, and tells the shared cache in steps: asking it each time costs more than the answer.

    A limit below 120 is counted exactly. Above, a step is a sixtieth of the limit, so each worker may let that much
    more pass. Bounded: an attacker with many addresses makes it forget what it has not told, and no more.
    """

    def __init__(self) -> None:
        self.lock, self.of = threading.Lock(), {}

    of: dict[str, Tally]

    def count(self, key: str, rate: Rate) -> int:
        """Add one try, and say how many that makes in this window."""
        if rate.step == 1:
            return shared_counts.add(key, 1, rate.seconds) or 0
        with self.lock:
            tally = self.tally(key)
            tally.own += 1
            tries = tally.own if tally.own >= rate.step else 0
            tally.own -= tries
        if tries and (made := shared_counts.add(key, tries, rate.seconds)) is not None:
            tally.shared = made
        return tally.shared + tally.own

    def tally(self, key: str) -> Tally:
        if len(self.of) >= KEPT:
            self.of.clear()
        return self.of.setdefault(key, Tally())

    def clear(self) -> None:
        self.of.clear()


tallies: Final = Tallies()
