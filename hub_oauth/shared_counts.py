"""Counts that all workers share, in the default cache; in Redis each takes one journey."""

from __future__ import annotations

import logging
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary

from django.core.cache import DEFAULT_CACHE_ALIAS, BaseCache, caches
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.db import connection, transaction

logger = logging.getLogger(__name__)


PAUSE: Final = 1.0  # seconds
SLOW: Final = 0.05  # seconds


@dataclass
class Silence:
    """While it lasts, a cache that did not answer is left alone: each try would take as long as its timeout."""

    until: float = 0.0  # monotonic

    def begins(self) -> None:
        self.until = monotonic() + PAUSE

    def ends(self) -> None:
        self.until = 0.0

    @property
    def lasts(self) -> bool:
        return monotonic() < self.until


silence: Final = Silence()


def add(key: str, tries: int, seconds: int) -> int | None:
    """Count so many, for so many seconds at least, and say how many that makes; None where no cache answers."""
    if silence.lasts:
        return None
    backend, began = caches[DEFAULT_CACHE_ALIAS], monotonic()
    try:
        with shielded(backend):
            if redis := redis_of(backend):
                return add_in_redis(redis, backend.make_and_validate_key(key), tries, seconds)
            return add_anywhere(backend, key, tries, seconds)
    except Exception as error:  # noqa: BLE001  # each cache backend has errors of its own
        # One that fails at once holds nobody up, and may know the next key; what is slow with a table is the database.
        if monotonic() - began > SLOW and not isinstance(backend, BaseDatabaseCache):
            silence.begins()
        logger.warning("The cache does not answer: limits are not counted (%s).", type(error).__name__)
        return None


def shielded(backend: BaseCache) -> AbstractContextManager[object]:
    """Where the cache is a table, an error of it must not break the transaction that counts."""
    is_table = isinstance(backend, BaseDatabaseCache)
    return transaction.atomic() if is_table and connection.in_atomic_block else nullcontext()


def add_anywhere(backend: BaseCache, key: str, tries: int, seconds: int) -> int:
    """In any cache of Django's, by what all of them have.

    Where ``incr`` is the one that they inherit, it would let the key live as long as others do, five minutes.
    """
    if type(backend).incr is BaseCache.incr:
        made = int(backend.get(key, 0)) + tries
        backend.set(key, made, timeout=seconds)
        return made
    for _ in range(2):  # between the two another worker may start the window, or the window may end
        try:
            return int(backend.incr(key, tries))
        except ValueError:
            if backend.add(key, tries, timeout=seconds):
                return tries
    return tries


# Django makes a client for every command, which takes as long as the command itself.
clients: Final[WeakKeyDictionary[RedisCacheClient, Any]] = WeakKeyDictionary()


def redis_of(backend: BaseCache) -> Any | None:
    """A client of Redis, where this is Django's own cache there; a host's may choose a server for each key."""
    behind = getattr(backend, "_cache", None)
    if type(backend) is not RedisCache or type(behind) is not RedisCacheClient:
        return None
    if behind not in clients:
        clients[behind] = behind.get_client(write=True)
    return clients[behind]


def add_in_redis(redis: Any, key: str, tries: int, seconds: int) -> int:
    """Django's ``incr`` asks first whether the key is there, and a new one takes a third journey."""
    with redis.pipeline(transaction=False) as journey:
        made, _ = journey.incrby(key, tries).expire(key, seconds).execute()
    return int(made)
