"""Limits on how often something may be tried, counted in fixed windows in the shared cache.

A limit is ``"60/m"``: sixty within one minute (s, m, h, d). ``hub_oauth.conf.THROTTLES`` names them all, and what each
counts together. Without its cache the Hub is slower to stop an attacker, and serves everybody else.
"""

from __future__ import annotations

import hashlib
from functools import cache as remember
from typing import Final

from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.tallies import KEPT, Rate, tallies

SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@remember
def rate_of(written: str) -> Rate:
    """Read ``"60/m"``; ValueError for anything else."""
    limit, _, unit = written.partition("/")
    if unit not in SECONDS or not limit.isdecimal() or int(limit) == 0:
        raise ValueError(f"{written!r} is not a rate such as '60/m'.")
    return Rate(int(limit), SECONDS[unit])


def hit(name: str, *counted: object) -> None:
    """Count one try of what is counted together; Refusal("throttled") above the limit. name: a key of THROTTLES."""
    if not admits(name, *counted):
        raise Refusal("throttled", seconds=seconds_left(name))


def admits(name: str, *counted: object) -> bool:
    """Count one, and whether that is still within the limit. A limit that was met stays met until its window closes."""
    rate = rate_for(name)
    return rate is None or met.admits(key_of(name, rate, counted), rate)


class MetLimits:
    """Limits of this worker's that were met, each of one window: nobody counts on there, so a flood costs no cache.

    Bounded: where there are too many it asks the tallies again, which say the same.
    """

    def __init__(self) -> None:
        self.known = set[tuple[str, Rate]]()

    def admits(self, key: str, rate: Rate) -> bool:
        if (key, rate) in self.known:
            return False
        within = tallies.count(key, rate) <= rate.limit
        if not within:
            self.keep(key, rate)
        return within

    def keep(self, key: str, rate: Rate) -> None:
        if len(self.known) >= KEPT:
            self.known.clear()
        self.known.add((key, rate))


met: Final = MetLimits()


def seconds_left(name: str) -> int:
    """When to come back after this limit was met."""
    rate = rate_for(name)
    return 1 if rate is None else rate.left


def rate_for(name: str) -> Rate | None:
    written = conf.throttles[name]
    return None if written is None else rate_of(written)


def key_of(name: str, rate: Rate, counted: tuple[object, ...]) -> str:
    """One key a window. Digested: what is counted may come from a request, and be long or odd."""
    what = hashlib.sha256(repr(counted).encode("utf-8", "backslashreplace")).hexdigest()[:32]
    return f"hub_oauth:{name}:{what}:{rate.window}"
