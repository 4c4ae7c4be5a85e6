"""Sending what can wait, in a thread of its own: a slow mail server holds neither a transaction nor an answer."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Final

from django.db import connections

logger = logging.getLogger(__name__)

# More wait only where the mail server hangs; then memory matters more than they do.
WAITING_AT_MOST: Final = 20_000
# "sent", "failed" and "dropped", since this process began.
counts: Final[Counter[str]] = Counter()
_waiting: Final[set[object]] = set()
_thread: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="hub-outbox")


def put(job: Callable[[], None], what: str) -> None:
    """Run the job soon, in the caller's language, time zone and URLconf. what: a word for the log. Never raises."""
    if len(_waiting) >= WAITING_AT_MOST:
        counts["dropped"] += 1
        logger.error("Too many e-mails wait; one is dropped (%s).", what)
        return
    ticket = object()
    _waiting.add(ticket)
    _thread.submit(copy_context().run, run, job, what, ticket)


def run(job: Callable[[], None], what: str, ticket: object) -> None:
    try:
        job()
        counts["sent"] += 1
    except Exception as error:  # noqa: BLE001  # whatever a mail server, a template or a host's own code does
        failed(what, error)
    finally:
        _waiting.discard(ticket)
        connections.close_all()  # this thread's: nobody ends a request here


def failed(what: str, error: Exception) -> None:
    """Counted and logged, without what the error says: it may quote addresses, or a password of the mail server."""
    counts["failed"] += 1
    logger.error("An e-mail could not be sent (%s): %s.", what, type(error).__name__)


def drain(seconds: float = 10) -> None:
    """Wait until everything put before is sent, or failed. Raises TimeoutError."""
    _thread.submit(lambda: None).result(seconds)
