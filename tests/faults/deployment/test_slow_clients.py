"""Clients that are slow, by accident or on purpose, wait for themselves alone."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterable
from time import monotonic
from typing import Final

import pytest

from tests.faults.deployment.slow import SLOW_BODY, SLOW_HEAD, Siege, innocent_p99
from tests.faults.sizes import record, size
from tests.support import ports
from tests.support.app import Tokens
from tests.support.deployment import Deployment

IDLE: Final = 1000
SLOW: Final = 500
LONGEST: Final = 0.5  # seconds that the innocent wait, at the 99th percentile
CUT: Final = 15  # seconds
WATCHED: Final = size(3.0, 30.0)
READING: Final = size(3.0, 8.0)  # nginx takes ten seconds to cut off who reads nothing
# The largest answer that a worker makes for everybody.
LARGE: Final = f"GET /developers/openapi.yaml HTTP/1.1\r\nHost: {ports.LOOPBACK}\r\n\r\n".encode()


@pytest.mark.yardstick("J13")
def test_slow_posts_and_idle_sockets_hold_nobody_up_and_are_cut(deployed: Deployment, pair: Tokens) -> None:
    with (
        Siege(deployed.port, IDLE) as idle,
        Siege(deployed.port, 100, SLOW_HEAD, drips=True) as heads,
        Siege(deployed.port, 100, SLOW_BODY, drips=True) as bodies,
    ):
        waited = innocent_p99(deployed, pair, WATCHED)
        lasted = [siege.longest(CUT) for siege in (idle, heads, bodies)]
    record("J13", f"innocent p99 {waited * 1000:.0f} ms; idle, slow heads, slow bodies cut after {lasted} s at most")
    assert waited < LONGEST
    assert max(lasted) <= CUT


@pytest.mark.yardstick("R16")
def test_slow_senders_and_readers_hold_nobody_up(deployed: Deployment, pair: Tokens) -> None:
    with (
        Siege(deployed.port, SLOW // 2, LARGE, buffer=2048, reads=False) as readers,
        Siege(deployed.port, SLOW // 4, SLOW_HEAD, drips=True),
        Siege(deployed.port, SLOW // 4, SLOW_BODY, drips=True),
    ):
        wait_for_answers(readers.opened)
        waited = innocent_p99(deployed, pair, READING)
    record("R16", f"{SLOW} slow senders and readers: innocent p99 {waited * 1000:.0f} ms")
    assert waited < LONGEST


def wait_for_answers(sockets: Iterable[socket.socket], seconds: float = 30) -> None:
    """Until each has begun to get its answer: making so many large ones at once is work, and no slow reading."""
    waiting, end = list(sockets), monotonic() + seconds
    while waiting:
        assert monotonic() < end, f"{len(waiting)} got no answer"
        begun = select.poll()
        for one in waiting:
            begun.register(one, select.POLLIN)
        ready = {number for number, _ in begun.poll(100)}
        waiting = [one for one in waiting if one.fileno() not in ready]
