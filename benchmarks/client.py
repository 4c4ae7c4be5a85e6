"""The load: recorded requests sent over a fixed number of connections, every answer's status looked at, one kept."""

from __future__ import annotations

import itertools
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

CONNECTIONS: Final = 8
TIMEOUT: Final = 10.0
END: Final = b"\r\n\r\n"  # of the head
LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
CLOSES: Final = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
CHUNKED: Final = re.compile(rb"\r\ntransfer-encoding: *chunked", re.IGNORECASE)


class WrongAnswer(Exception):
    """Another answer than the operation's; a figure of it would mean nothing."""


@dataclass(slots=True)
class Load:
    """What came back. statuses: how often which; latencies and seconds: in seconds; answer: one of them, as it came."""

    statuses: Counter[int] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    seconds: float = 0.0
    answer: bytes = b""

    @property
    def requests(self) -> int:
        return len(self.latencies)

    def percentile(self, share: float) -> float:
        """Milliseconds."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(len(ordered) * share))]

    def insist(self, whose: str, status: int, proof: bytes = b"") -> None:
        """Raises WrongAnswer for any other, or without the proof. whose: answers they are, for its message."""
        if set(self.statuses) != {status}:
            raise WrongAnswer(f"{whose}: {dict(self.statuses)} instead of {status}")
        if not re.search(proof, self.answer):
            raise WrongAnswer(f"{whose}: nothing like {proof!r} in {self.answer[:500]!r}")


class Connection:
    """One after another; opened anew where the server closes."""

    def __init__(self, port: int) -> None:
        self.port, self.socket, self.rest = port, None, b""

    socket: socket.socket | None

    def exchange(self, request: bytes) -> tuple[bytes, bytes]:
        """Head and body of the answer."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), TIMEOUT)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(request)
        head, body = self.answer()
        if CLOSES.search(head):
            self.close()
        return head, body

    def answer(self) -> tuple[bytes, bytes]:
        while END not in self.rest:
            self.more()
        head, _, self.rest = self.rest.partition(END)
        return head, self.body(head)

    def body(self, head: bytes) -> bytes:
        if CHUNKED.search(head):
            return self.until(b"0\r\n\r\n")
        announced = LENGTH.search(head)
        length = int(announced[1]) if announced else 0
        while len(self.rest) < length:
            self.more()
        body, self.rest = self.rest[:length], self.rest[length:]
        return body

    def until(self, end: bytes) -> bytes:
        while not self.rest.endswith(end):
            self.more()
        body, self.rest = self.rest, b""
        return body

    def more(self) -> None:
        assert self.socket is not None
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("the server closed in the middle of an answer")
        self.rest += received

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
        self.socket, self.rest = None, b""


def status_of(head: bytes) -> int:
    return int(head[9:12])


def run(port: int, requests: Sequence[bytes], *, seconds: float | None = None, connections: int = CONNECTIONS) -> Load:
    """Send them in turn: over and over for so many seconds, or each once where no time is given."""
    load, turn = Load(), itertools.count()
    start = time.perf_counter()
    picked = once(requests, turn) if seconds is None else again(requests, turn, start + seconds)
    failures: list[BaseException] = []
    threads = [threading.Thread(target=send, args=(port, picked, load, failures)) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    load.seconds = time.perf_counter() - start
    return load


class Turns:
    """An iterator that several threads may draw from: the counter behind it is atomic."""

    def __init__(self, requests: Sequence[bytes], turn: Iterator[int], end: float | None) -> None:
        self.requests, self.turn, self.end = requests, turn, end

    def __iter__(self) -> Turns:
        return self

    def __next__(self) -> bytes:
        number = next(self.turn)
        if number >= len(self.requests) if self.end is None else time.perf_counter() > self.end:
            raise StopIteration
        return self.requests[number % len(self.requests)]


def once(requests: Sequence[bytes], turn: Iterator[int]) -> Turns:
    return Turns(requests, turn, None)


def again(requests: Sequence[bytes], turn: Iterator[int], end: float) -> Turns:
    return Turns(requests, turn, end)


def send(port: int, requests: Turns, load: Load, failures: list[BaseException]) -> None:
    connection = Connection(port)
    try:
        for request in requests:
            begun = time.perf_counter()
            head, body = connection.exchange(request)
            load.latencies.append(time.perf_counter() - begun)
            load.statuses[status_of(head)] += 1
            load.answer = load.answer or head + END + body
    except Exception as failure:  # noqa: BLE001  # told to the thread that waits
        failures.append(failure)
    finally:
        connection.close()
