"""An application server whose clock is wrong, by as much as a file says; the database beside it keeps its own."""

from __future__ import annotations

from pathlib import Path

from tests.support.server import HubServer

# Python imports a module of this name at its start, before anybody could take a reference to the real clock.
SITE = '''\
import datetime
import time
from pathlib import Path

OFF = Path(__file__).with_name("clock-is-off-by")
now, now_ns, real = time.time, time.time_ns, datetime.datetime


def off():
    return int(OFF.read_text()) if OFF.exists() else 0


class LikeReal(type):
    """What C code makes are real ones, and they are instances too."""

    def __instancecheck__(cls, instance):
        return isinstance(instance, real)


class Shifted(real, metaclass=LikeReal):
    @classmethod
    def now(cls, tz=None):
        return real.now(tz) + datetime.timedelta(seconds=off())

    @classmethod
    def utcnow(cls):
        return real.utcnow() + datetime.timedelta(seconds=off())

    @classmethod
    def today(cls):
        return cls.now()


time.time = lambda: now() + off()
time.time_ns = lambda: now_ns() + off() * 10**9
datetime.datetime = Shifted
'''


class Clock:
    """The clock of every process of a server that has not started yet."""

    def __init__(self, hub: HubServer) -> None:
        self.file = Path(hub.folder, "clock-is-off-by")
        Path(hub.folder, "sitecustomize.py").write_text(SITE)

    def set(self, seconds: int) -> None:
        """Wrong by so much from now on; it appears whole or not at all."""
        draft = self.file.with_suffix(".draft")
        draft.write_text(str(seconds))
        draft.rename(self.file)
