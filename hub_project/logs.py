"""What every line of the log has, and what none may have."""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from typing import Final

request_id: ContextVar[str] = ContextVar("request_id", default="-")

# Authorization requests and their answers carry state, challenges and codes in the query.
QUERY: Final = re.compile(r"\?[^\s\"']+")
# Links that work once carry their key in the path, and it stays good where the database failed.
KEY: Final = re.compile(r"(/account/invitations/|/accounts/confirm-email/|/accounts/password/reset/key/)[^\s\"'?]+")


class RequestId(logging.Filter):
    """Adds the reference code of the request during which the line was written."""

    def filter(self, record: logging.LogRecord) -> bool:
        # Django writes about a refused request when its middleware has ended, and adds the request instead.
        of_request = getattr(getattr(record, "request", None), "hub_reference", None)
        record.request_id = of_request or request_id.get()
        return True


class WithoutQueries(logging.Filter):
    """Cuts the query off every URL, and the key out of every link, in the message and in its arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = cut(record.getMessage()), ()
        return True


def cut(text: str) -> str:
    return KEY.sub(r"\1[cut]", QUERY.sub("?[cut]", text))


class JsonLine(logging.Formatter):
    """One JSON object a line, ASCII only: nothing that a request carries can begin a line or steer a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "at": self.formatTime(record),
            "level": record.levelname,
            "logger": record.name,
            "request": getattr(record, "request_id", "-"),
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["traceback"] = cut(self.formatException(record.exc_info))
        return json.dumps(fields)
