"""Requests that a seed wrote down, ready to be sent: one JSON line each, in one file an operation."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlencode

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}


def get(path: str, query: Mapping[str, str] | None = None, **headers: str) -> dict[str, object]:
    return {"line": f"GET {path}{'?' if query else ''}{urlencode(query or {})}", "headers": headers, "body": ""}


def post(path: str, form: Mapping[str, str], **headers: str) -> dict[str, object]:
    return {"line": f"POST {path}", "headers": FORM | headers, "body": urlencode(form)}


def bearer(path: str, token: str) -> dict[str, object]:
    return get(path, Authorization=f"Bearer {token}", Accept="application/json")


def write(folder: Path, operation: str, requests: Iterable[Mapping[str, object]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{operation}.jsonl").write_text("".join(json.dumps(request) + "\n" for request in requests))


def write_pages(folder: Path, operation: str, path: str, query: Mapping[str, str], cookies: Iterable[str]) -> None:
    """The same page for everybody who is signed in."""
    write(folder, operation, (get(path, query, Cookie=cookie, Accept="text/html") for cookie in cookies))


def read(folder: Path, operation: str, port: int) -> list[bytes]:
    """As they go over the wire to a loopback port."""
    lines = (folder / f"{operation}.jsonl").read_text().splitlines()
    return [on_the_wire(json.loads(line), port) for line in lines]


def on_the_wire(request: Mapping[str, object], port: int) -> bytes:
    body, headers = str(request["body"]).encode(), dict(request["headers"])  # type: ignore[call-overload]
    headers |= {"Host": f"127.0.0.1:{port}"} | ({"Content-Length": str(len(body))} if body else {})
    lines = [f"{request['line']} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode() + body
