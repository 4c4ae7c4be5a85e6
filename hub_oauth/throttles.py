"""Limits on how often something may be tried, counted in fixed windows in the shared cache.

A limit is ``"60/m"``: sixty within one minute (s, m, h, d). ``hub_oauth.conf.THROTTLES`` names them all, and what each
counts together. Without its cache the Hub is slower to stop an attacker, and serves everybody else.
"""

from __future__ import annotations

import hashlib
import logging
import time
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache as remember
from typing import Final

from django.core.cache import DEFAULT_CACHE_ALIAS, cache, caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection, transaction

from hub_oauth.conf import conf
from hub_oauth.errors import Refusal

logger = logging.getLogger(__name__)

SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}


@dataclass(frozen=True, slots=True)
class Rate:
    """So many within so many seconds."""

    limit: int
    seconds: int

    @property
    def left(self) -> int:
        """Seconds until the window that is open now closes."""
        return self.seconds - now() % self.seconds


def now() -> int:
    """Of this host: which window a try falls into decides nothing but when it may be tried again."""
    return int(time.time())


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
    """Count one, and whether that is still within the limit."""
    rate = rate_for(name)
    return rate is None or count(key_of(name, rate, counted), rate) <= rate.limit


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
    return f"hub_oauth:{name}:{what}:{now() // rate.seconds}"


def count(key: str, rate: Rate) -> int:
    """Add one, and say how many that makes in this window; 0 where no cache answers."""
    try:
        with shielded():
            return add_one(key, rate)
    except Exception:  # noqa: BLE001  # each cache backend has errors of its own
        logger.warning("The cache does not answer: limits are not counted.")
        return 0


def shielded() -> AbstractContextManager[object]:
    """Where the cache is a table, an error of it must not break the transaction that counts."""
    is_table = isinstance(caches[DEFAULT_CACHE_ALIAS], BaseDatabaseCache)
    return transaction.atomic() if is_table and connection.in_atomic_block else nullcontext()


def add_one(key: str, rate: Rate) -> int:
    for _ in range(2):  # between the two another worker may start the window, or the window may end
        try:
            return int(cache.incr(key))
        except ValueError:
            if cache.add(key, 1, timeout=rate.seconds):
                return 1
    return 1
