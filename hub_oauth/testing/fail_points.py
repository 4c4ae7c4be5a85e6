"""Fail-points: a server process that dies, or whose database fails, at one exact moment of a transaction.

hub_oauth.apps arms them only where HUB_FAIL_POINT names a trigger file, and ``check --deploy`` refuses that (E018).
The server then runs as always until the file is there. It holds one order, ``ACTION MOMENT PATH``:

    kill write:1 /api/oauth/token       before the first write of such a request; write:2 before the second …
    kill commit /api/oauth/revoke       before COMMIT
    kill committed /api/oauth/token     after COMMIT, before anything is sent
    raise audit /api/oauth/token        on the INSERT into the audit log
    raise statement /api/auth/me        on the first statement, whatever it is

The process that comes there first removes the file and alone carries the order out: ``kill`` ends it as ``kill -9``
does, ``raise`` is what Django raises when the database has gone away.
"""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from django.core.signals import request_started
from django.db import OperationalError
from django.db.backends.signals import connection_created

# Sessions and people are not what is asked about. One statement may be two writes: WITH … AS (UPDATE …) INSERT …
WRITE: Final = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM) "hub_')
AUDIT: Final = 'INSERT INTO "hub_oauth_auditevent"'


class Request(threading.local):
    """How far the request that this thread answers has come."""

    path = ""
    writes = 0


class FailPoints:
    """trigger: the file that an order is written to."""

    def __init__(self, trigger: Path) -> None:
        self.trigger, self.request = trigger, Request()

    def begin(self, environ: dict[str, Any], **kwargs: Any) -> None:
        self.request.path, self.request.writes = environ["PATH_INFO"], 0

    def install(self, connection: Any, **kwargs: Any) -> None:
        """Watch a connection; the same object connects again and again."""
        if self.execute not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.execute)
            connection.commit = partial(self.commit, connection.commit)

    def execute(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.reach("statement")
        for _ in WRITE.findall(sql):
            self.request.writes += 1
            self.reach(f"write:{self.request.writes}")
        if AUDIT in sql:
            self.reach("audit")
        return execute(sql, params, many, context)

    def commit(self, commit: Callable[[], None]) -> None:
        has_written = self.request.writes > 0
        if has_written:
            self.reach("commit")
        commit()
        if has_written:
            self.reach("committed")

    def reach(self, moment: str) -> None:
        """Carry out the order, if there is one for this moment of this request and nobody else took it."""
        try:
            action, when, path = self.trigger.read_text().split()
            if (when, path) != (moment, self.request.path):
                return
            self.trigger.unlink()
        except FileNotFoundError:
            return
        fail(action, moment)


def fail(action: str, moment: str) -> None:
    if action == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    raise OperationalError(f"fail-point {moment}")


def arm(trigger: Path) -> None:
    """Watch every request and connection of this process and of those it becomes."""
    points = FailPoints(trigger)
    request_started.connect(points.begin, weak=False)
    connection_created.connect(points.install, weak=False)
