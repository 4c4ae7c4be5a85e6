"""Server processes of the tests' own, on loopback."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from typing import Self

from tests.support import ports


class ServerError(Exception):
    """A server ended or never answered; the message shows the end of its log."""


class LocalServer:
    """One server process in a session of its own: Ctrl-C reaches the tests first, and they stop it.

    argv, env, cwd: as for subprocess, nothing is inherited; port: where it will listen; log: the file that takes its
    output; user: (uid, gid) to run as; ready: says when it is up, by default when the port accepts connections;
    stop_with: the signal that asks it to end; seconds: how long it may take to start, and to stop; fds: open files of
    ours that it gets under the same numbers.
    """

    def __init__(
        self,
        argv: Sequence[str],
        env: Mapping[str, str],
        port: int,
        *,
        log: Path,
        cwd: Path | None = None,
        user: tuple[int, int] | None = None,
        ready: Callable[[], bool] | None = None,
        stop_with: signal.Signals = signal.SIGTERM,
        seconds: float = 30,
        fds: Sequence[int] = (),
    ) -> None:
        self.argv, self.env, self.port, self.cwd, self.user = list(argv), dict(env), port, cwd, user
        self.log, self.ready, self.stop_with, self.seconds = log, ready or self.accepts, stop_with, seconds
        self.fds = fds
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        return f"http://{ports.LOOPBACK}:{self.port}"

    @property
    def pid(self) -> int:
        """The process; LookupError while it does not run."""
        if self.process is None:
            raise LookupError(f"{self.argv[0]} does not run")
        return self.process.pid

    @property
    def children(self) -> list[int]:
        """The processes that it started itself, and that still are."""
        return [int(pid) for pid in Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()]

    def start(self) -> None:
        """Start and wait until it is ready. Raises ServerError."""
        atexit.register(self.stop)
        self.process = self.spawn()
        try:
            self.wait(self.process)
        except BaseException:
            self.stop()
            raise

    def spawn(self) -> subprocess.Popen[bytes]:
        uid, gid = self.user or (None, None)
        with self.log.open("ab") as output:
            return subprocess.Popen(
                self.argv,
                env=self.env,
                cwd=self.cwd,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=self.fds,
                user=uid,
                group=gid,
                extra_groups=None if gid is None else [gid],
            )

    def wait(self, process: subprocess.Popen[bytes]) -> None:
        end = monotonic() + self.seconds
        while not self.ready():
            # Waiting for its end is the pause between two looks, and notices a crash at once.
            if ended(process, 0.05):
                raise ServerError(f"{self.argv[0]} ended with {process.returncode}:\n{self.tail()}")
            if monotonic() > end:
                raise ServerError(f"{self.argv[0]} did not answer in {self.seconds} s:\n{self.tail()}")

    def stop(self, stop_with: signal.Signals | None = None) -> None:
        """Ask it to end, then kill what is left of it and its children. Safe to call twice. stop_with: this once."""
        if self.process is not None:
            end(self.process, stop_with or self.stop_with, self.seconds)
        self.process = None
        # Last: interrupted above, it is tried again at exit.
        atexit.unregister(self.stop)

    def accepts(self) -> bool:
        return ports.answers(self.port)

    def tail(self, start: int = 0, size: int = 8000) -> str:
        """The end of its log, from byte start on, size bytes at most."""
        return self.log.read_bytes()[start:][-size:].decode(errors="replace")


def ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Whether a process ends within seconds."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def end(process: subprocess.Popen[bytes], stop_with: signal.Signals, seconds: float) -> None:
    process.send_signal(stop_with)
    if not ended(process, seconds):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
