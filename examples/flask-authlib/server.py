"""Runs the app with Werkzeug's server: enough for a sample on one's own machine."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

from config import Config
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

logger = logging.getLogger("acme")


class Handler(WSGIRequestHandler):
    """Logs requests without their query: the one of /callback is a code, and codes stay out of logs."""

    def log_request(self, code: Any = "-", _size: Any = "-") -> None:
        self.log("info", "%s %s %s", self.command, self.path.partition("?")[0], code)


def run(create_app: Callable[[Config], Flask], config: Config) -> None:
    """Serve until Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    try:
        made = make_server("127.0.0.1", config.port, create_app(config), threaded=True, request_handler=Handler)
    except OSError as error:
        sys.exit(f"Acme Planner cannot listen on port {config.port}: {error.strerror}.")
    logger.info("Acme Planner is at %s", config.address)
    made.serve_forever()
