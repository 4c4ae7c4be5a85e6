"""How long a request waits for PostgreSQL, in all of its statements together; the time is kept on this side.

What PostgreSQL keeps itself (``statement_timeout``, ``lock_timeout``) is kept by the very process that may stand still,
whose kernel goes on acknowledging what is sent, so that no limit of TCP's runs out either. And PgBouncer refuses
connections that ask for such limits at their start. What is asked outside of a request takes as long as it takes.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import get_ident
from time import monotonic
from typing import Final, TypeVar

from psycopg import OperationalError

PAUSE: Final = 1.0  # seconds for which a server that did not answer is left alone
LEAST: Final = 0.25  # seconds for a statement that comes late: a ROLLBACK where the time is over

Yielded = TypeVar("Yielded")
Result = TypeVar("Result")
Steps = Generator[Yielded, int, Result]


class GaveUp(OperationalError):
    """Nothing came in the time that was left."""


@dataclass
class Silence:
    """Since when the server has not answered this process, as ``monotonic``; None while it does.

    Without it every request would wait as long as the first one, and those behind it as long again.
    """

    since: float | None = None

    def begins(self) -> None:
        self.since = monotonic()

    def ends(self) -> None:
        self.since = None

    def refuse_to_ask(self) -> None:
        """Raises OperationalError for a while after the last try; then one may try again."""
        if self.since is not None and monotonic() - self.since < PAUSE:
            raise OperationalError("PostgreSQL did not answer a moment ago.")


@dataclass
class Patience:
    """What is left of it, in seconds of waiting; what a request does otherwise is not counted.

    thread: the request's own. What it hands to another one, with its context, is not what anybody waits for.
    """

    left: float
    thread: int = field(default_factory=get_ident)

    def limit(self, steps: Steps[Yielded, Result], share: float = 1) -> Steps[Yielded, Result]:
        """psycopg's steps; GaveUp where nothing came in that share of it. psycopg looks at the clock every 0.1 s."""
        began = monotonic()
        until = began + max(self.left * share, LEAST)
        try:
            ready = yield next(steps)
            while ready or monotonic() < until:
                ready = yield steps.send(ready)
        except StopIteration as end:
            silence.ends()
            result: Result = end.value
            return result
        finally:
            self.left -= monotonic() - began
        raise GaveUp("PostgreSQL did not answer in time.")


silence: Final = Silence()
of_request: ContextVar[Patience | None] = ContextVar("of_request", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """What happens in here waits that long for PostgreSQL; half as long where it did not answer the last time."""
    token = of_request.set(Patience(seconds / 2 if silence.since else seconds))
    try:
        yield
    finally:
        of_request.reset(token)


def extend(seconds: float) -> None:
    """Let the rest of this request wait that long."""
    if patience := of_request.get():
        patience.left = seconds


def limited(steps: Steps[Yielded, Result], share: float = 1) -> Steps[Yielded, Result]:
    """The steps, within this share of the patience of this request; unlimited outside of one."""
    patience = of_request.get()
    return steps if patience is None or patience.thread != get_ident() else patience.limit(steps, share)
