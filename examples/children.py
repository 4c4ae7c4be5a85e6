"""The servers that the demonstration starts: each a process with its log in a file."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import DEVNULL, STDOUT, Popen, TimeoutExpired
from typing import Final

STOP_SECONDS: Final = 5
ANSWER_SECONDS: Final = 10


@dataclass(frozen=True, slots=True)
class Child:
    name: str
    port: int
    log: Path
    process: Popen[bytes]

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def answers(self) -> bool:
        """Whether it answers requests, be it with a refusal."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=ANSWER_SECONDS)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except (OSError, HTTPException):
            return False
        else:
            return True
        finally:
            connection.close()

    def last_words(self) -> str:
        """The last line of its log that says something."""
        lines = [line for line in self.log.read_text("utf-8", "replace").splitlines() if line.strip()]
        return lines[-1].strip() if lines else "it left no word"


def start(name: str, port: int, command: Sequence[str], environ: Mapping[str, str], log: Path) -> Child:
    """Run this Python with these arguments."""
    with log.open("wb") as output:
        process = Popen(  # noqa: S603  # The arguments are our own.
            [sys.executable, *command],
            stdin=DEVNULL,
            stdout=output,
            stderr=STDOUT,
            env={**os.environ, "PYTHONUNBUFFERED": "1", **environ},
            start_new_session=True,  # Ctrl-C reaches the parent alone, which then stops its children in order.
        )
    return Child(name, port, log, process)


def stop(children: Iterable[Child]) -> None:
    """End them all; returns when none is left."""
    running = [child.process for child in children if child.is_alive]
    for process in running:
        process.terminate()
    for process in running:
        try:
            process.wait(STOP_SECONDS)
        except TimeoutExpired:
            process.kill()
            process.wait()
