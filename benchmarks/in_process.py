"""Recorded requests, answered by a WSGI application in this process."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import cycle
from pathlib import Path
from typing import Any


def requests(folder: Path, operation: str, port: int) -> Iterator[dict[str, Any]]:
    """The environments of the requests that a seed wrote down, over and over."""
    for line in cycle((folder / f"{operation}.jsonl").read_text().splitlines()):
        yield environ(json.loads(line), port)


def environ(request: Mapping[str, Any], port: int) -> dict[str, Any]:
    """As a WSGI server gives it (PEP 3333)."""
    method, _, target = request["line"].partition(" ")
    path, _, query = target.partition("?")
    body = request["body"].encode()
    headers = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in request["headers"].items()}
    return {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1", "SERVER_PORT": str(port), "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1", "CONTENT_LENGTH": str(len(body)) if body else "",
        "CONTENT_TYPE": headers.pop("HTTP_CONTENT_TYPE", ""), "HTTP_HOST": f"127.0.0.1:{port}",
        "wsgi.input": BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.url_scheme": "http", **headers,
    }  # fmt: skip


def answer(application: Any, asked: Sequence[dict[str, Any]], status: int) -> float:
    """Milliseconds of processor time a request; raises ValueError where one is answered with another status."""
    lines: list[str] = []

    def start(line: str, headers: object) -> None:
        lines.append(line)

    before = time.process_time()
    for request in asked:
        response = application(request, start)
        b"".join(response)
        response.close()
    spent = time.process_time() - before
    if others := [line for line in lines if not line.startswith(str(status))]:
        raise ValueError(f"{asked[0]['PATH_INFO']}: {others[0]} instead of {status}")
    return spent * 1000 / len(asked)
