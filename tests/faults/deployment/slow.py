"""Clients that are slow on purpose, by the hundred, and those that wait beside them."""

from __future__ import annotations

import resource
import selectors
import socket
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from math import ceil
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Final, Self

from tests.support import ports
from tests.support.answers import ME
from tests.support.app import TOKEN, Tokens
from tests.support.http_flow import get
from tests.support.server import HubServer

ADDRESSES: Final = 50  # no address of theirs meets the limit on its connections
FILES: Final = 4096
SEGMENT: Final = 536  # as over a network: for the segments of loopback the other side keeps buffers of a megabyte
LEAST: Final = 100  # answers of which a 99th percentile says something

HEAD: Final = f"POST {TOKEN} HTTP/1.1\r\nHost: {ports.LOOPBACK}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
SLOW_HEAD: Final = f"{HEAD}X-Slow: ".encode()
SLOW_BODY: Final = f"{HEAD}Content-Length: 1000\r\n\r\n".encode()


class Siege:
    """As many sockets, each beginning with ``head``; whichever is cut comes again, as long as the siege lasts.

    drips: they go on with a byte a second; buffer: bytes that they take without reading; reads: what they are told,
    and so notice that they were cut. lasted: the seconds of each that was.
    """

    def __init__(
        self, port: int, count: int, head: bytes = b"", *, drips: bool = False, buffer: int = 0, reads: bool = True
    ) -> None:
        self.port, self.count, self.head = port, count, head
        self.drips, self.buffer = drips, buffer
        self.opened: dict[socket.socket, float] = {}
        self.lasted: list[float] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.hold if reads else self.over.wait)

    def __enter__(self) -> Self:
        allow_files()
        for number in range(self.count):
            self.open(number)
        self.thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.over.set()
        self.thread.join()
        for one in self.opened:
            one.close()

    def open(self, number: int) -> socket.socket:
        one = socket.socket()
        if self.buffer:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.buffer)
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT)
        one.bind((f"127.0.1.{number % ADDRESSES + 1}", 0))
        one.connect((ports.LOOPBACK, self.port))
        self.opened[one] = monotonic()
        one.sendall(self.head)
        one.settimeout(0)
        return one

    def hold(self) -> None:
        with selectors.DefaultSelector() as held:
            for one in self.opened:
                held.register(one, selectors.EVENT_READ)
            due = monotonic() + 1
            while not self.over.is_set():
                cut = [key.fileobj for key, _ in held.select(0.1) if not received(key.fileobj)]
                for one in self.replaced(cut, held):
                    held.register(one, selectors.EVENT_READ)
                if self.drips and monotonic() >= due:
                    drip(self.opened)
                    due += 1

    def replaced(self, cut: Iterable[Any], held: selectors.BaseSelector) -> Iterator[socket.socket]:
        for one in cut:
            held.unregister(one)
            one.close()
            self.lasted.append(monotonic() - self.opened.pop(one))
            yield self.open(len(self.lasted))

    def longest(self, seconds: float) -> float:
        """How long the one that lasted longest did, once so many were cut as there are; that within these seconds."""
        end = monotonic() + seconds
        while len(self.lasted) < self.count:
            assert monotonic() < end, f"only {len(self.lasted)} of {self.count} were cut"
            sleep(0.05)
        return round(max(self.lasted), 1)


def received(one: Any) -> bytes:
    """What nginx says before it closes does not matter; that it closes does: then it is nothing."""
    try:
        return bytes(one.recv(4096))
    except OSError:
        return b""


def drip(sockets: Iterable[socket.socket]) -> None:
    for one in sockets:
        with suppress(OSError):  # cut; the next look notices
            one.send(b"x")


def allow_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < FILES:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(FILES, hard), hard))


def innocent_p99(hub: HubServer, pair: Tokens, seconds: float) -> float:
    """The 99th percentile of the seconds that somebody waits for the API, asking over and over on new connections."""
    taken, end = list[float](), monotonic() + seconds
    while monotonic() < end or len(taken) < LEAST:
        start = monotonic()
        assert get(hub.url, ME, pair["access_token"]).status_code == 200
        taken.append(monotonic() - start)
    return sorted(taken)[ceil(len(taken) * 0.99) - 1]
