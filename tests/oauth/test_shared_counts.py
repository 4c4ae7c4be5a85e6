"""What all workers count together, in any cache and in a Redis that really runs."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis as redis_client
from django.conf import LazySettings
from django.core.cache import cache, caches
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from django.core.management import call_command
from django.utils.timezone import now

from hub_oauth import shared_counts
from hub_oauth.shared_counts import silence
from tests.support.redis import RedisServer

MINUTE, HOUR = 60, 3600  # seconds
PATIENCE = {"socket_connect_timeout": 0.1, "socket_timeout": 0.1}  # seconds


class ClientOfTheHost(RedisCacheClient):
    """One that might choose a server for each key."""


class CacheOfTheHost(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ClientOfTheHost


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    folder: Path = tmp_path_factory.mktemp("redis")
    with RedisServer(folder) as server:
        yield server


def use(settings: LazySettings, server: RedisServer, backend: type[RedisCache] = RedisCache) -> None:
    name = f"{backend.__module__}.{backend.__qualname__}"
    settings.CACHES = {"default": {"BACKEND": name, "LOCATION": server.cache_url, "OPTIONS": PATIENCE}}
    cache.clear()


@pytest.fixture
def in_redis(settings: LazySettings, redis: RedisServer) -> RedisServer:
    use(settings, redis)
    return redis


@pytest.fixture
def in_database(settings: LazySettings, db: None) -> None:
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "counts"}}
    call_command("createcachetable", verbosity=0)


@pytest.fixture(
    params=["memory", "database", *(pytest.param(name, marks=pytest.mark.redis) for name in ("redis", "the host's"))]
)
def any_cache(request: pytest.FixtureRequest, settings: LazySettings) -> None:
    if request.param == "database":
        request.getfixturevalue("in_database")
    elif request.param != "memory":
        backend = RedisCache if request.param == "redis" else CacheOfTheHost
        use(settings, request.getfixturevalue("redis"), backend)


def connections_to(server: RedisServer) -> int:
    """How many there have been, with the one that asks."""
    with redis_client.Redis(port=server.port) as client:
        return int(client.info("stats")["total_connections_received"])


def commands() -> Any:
    """Redis as it is asked about itself."""
    return caches["default"]._cache.get_client(write=True)  # type: ignore[attr-defined]  # of Django's RedisCache


def test_what_was_counted_adds_up(any_cache: None) -> None:
    assert [shared_counts.add("key", tries, MINUTE) for tries in (1, 10, 1)] == [1, 11, 12]


def test_keys_are_counted_apart(any_cache: None) -> None:
    shared_counts.add("one", 5, MINUTE)
    assert shared_counts.add("another", 1, MINUTE) == 1


def test_a_count_stands_where_django_would_look_for_it(any_cache: None) -> None:
    shared_counts.add("key", 7, MINUTE)
    assert cache.get("key") == 7


def test_no_count_stays_for_ever(in_redis: RedisServer) -> None:
    for _ in range(2):
        shared_counts.add("key", 1, MINUTE)
        assert MINUTE - 5 <= commands().ttl(cache.make_key("key")) <= MINUTE


def test_in_a_table_a_count_lives_as_long_as_its_window(in_database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Django's own ``incr`` would give it the five minutes of any other key."""
    for _ in range(3):
        shared_counts.add("key", 1, HOUR)
    almost = now() + timedelta(seconds=HOUR - MINUTE)
    monkeypatch.setattr("django.core.cache.backends.db.tz_now", lambda: almost)
    assert cache.get("key") == 3


def test_a_cache_that_fails_at_once_is_asked_again(in_redis: RedisServer) -> None:
    """One key that can't be counted is no reason to count no other."""
    cache.set("text", "not a number", MINUTE)
    assert shared_counts.add("text", 1, MINUTE) is None
    assert shared_counts.add("key", 1, MINUTE) == 1


def test_a_count_is_one_journey(in_redis: RedisServer) -> None:
    """However it goes on: a first count as well as a later one."""
    client = commands()
    for key in ("new", "new", "other"):
        shared_counts.add("warm", 1, MINUTE)
        before = client.info("stats")["total_reads_processed"]
        shared_counts.add(key, 1, MINUTE)
        assert client.info("stats")["total_reads_processed"] - before == 2  # and the one that asks


def test_a_cache_that_stands_still_is_left_alone_for_a_while(in_redis: RedisServer) -> None:
    """Each try would wait as long as its timeout, with a row locked."""
    shared_counts.add("key", 1, MINUTE)
    before = connections_to(in_redis)
    os.kill(in_redis.pid, signal.SIGSTOP)
    try:
        counted = [shared_counts.add("key", 1, MINUTE) for _ in range(3)]
    finally:
        os.kill(in_redis.pid, signal.SIGCONT)
    assert counted == [None, None, None]
    assert connections_to(in_redis) - before == 1  # by the one that asks how many


def test_a_cache_that_came_back_counts_again(in_redis: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    silence.begins()
    assert shared_counts.add("key", 1, MINUTE) is None
    monkeypatch.setattr("hub_oauth.shared_counts.monotonic", lambda: silence.until)
    assert shared_counts.add("key", 1, MINUTE) == 1
