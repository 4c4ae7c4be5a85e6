"""A load that does not hurry: so many requests a second, whatever the server does, and how long each waited."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Final

from benchmarks.client import Connection, Load, WrongAnswer, status_of

CALLERS: Final = 8
PER_SECOND: Final = 100


class Steady:
    """``load = Steady(port, requests).during(act)``: what was seen while act ran."""

    def __init__(self, port: int, requests: Sequence[bytes]) -> None:
        self.port, self.requests, self.over = port, requests, threading.Event()

    def during(self, act: Callable[[], object]) -> Load:
        """Raises WrongAnswer for anything but 200."""
        loads, failures = [Load() for _ in range(CALLERS)], []  # type: tuple[list[Load], list[Exception]]
        threads = [threading.Thread(target=self.call, args=(n, load, failures)) for n, load in enumerate(loads)]
        self.over.clear()
        for thread in threads:
            thread.start()
        try:
            act()
        finally:
            self.over.set()
            for thread in threads:
                thread.join()
        if failures:
            raise failures[0]
        return Load(latencies=[each for load in loads for each in load.latencies])

    def call(self, number: int, load: Load, failures: list[Exception]) -> None:
        connection, every = Connection(self.port), CALLERS / PER_SECOND
        due = time.perf_counter() + every * number / CALLERS
        try:
            while not self.over.wait(max(0.0, due - time.perf_counter())):
                self.send(connection, self.requests[len(load.latencies) * CALLERS % len(self.requests) + number], load)
                due += every
        except Exception as failure:  # noqa: BLE001  # told to the thread that waits
            failures.append(failure)
        finally:
            connection.close()

    def send(self, connection: Connection, request: bytes, load: Load) -> None:
        begun = time.perf_counter()
        head, _ = connection.exchange(request)
        load.latencies.append(time.perf_counter() - begun)
        if (status := status_of(head)) != 200:
            raise WrongAnswer(f"{status} in a steady load")
