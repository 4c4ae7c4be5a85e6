"""Requests as bytes over a socket, as no client library would send them."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote_from_bytes

from tests.support import ports

SECONDS: Final = 15
STATUS: Final = re.compile(rb"HTTP/1\.[01] ([0-9]{3}) ")
FORM: Final = b"application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Request:
    """A valid request in its parts. query, form: parameters, values percent-encoded already; headers: beside Host."""

    method: bytes
    path: bytes
    query: tuple[tuple[bytes, bytes], ...] = ()
    form: tuple[tuple[bytes, bytes], ...] | None = None
    headers: tuple[tuple[bytes, bytes], ...] = ()

    def encode(self, port: int) -> bytes:
        body = b"" if self.form is None else joined(self.form)
        return self.head(port, (b"Content-Length", str(len(body)).encode())) + body

    def head(self, port: int, *more: tuple[bytes, bytes]) -> bytes:
        target = self.path + (b"?" + joined(self.query) if self.query else b"")
        kind = () if self.form is None else ((b"Content-Type", FORM),)
        host = (b"Host", f"{ports.LOOPBACK}:{port}".encode())
        lines = [name + b": " + value for name, value in (host, *self.headers, *kind, *more)]
        return b"\r\n".join([b" ".join([self.method, target, b"HTTP/1.1"]), *lines, b"Connection: close", b"", b""])

    def places(self) -> list[tuple[str, int]]:
        """Everything in it that a value can be put into: the part, and the number there."""
        parts = {"query": self.query, "form": self.form or (), "headers": self.headers}
        return [(part, number) for part, values in parts.items() for number in range(len(values))]

    def name_of(self, place: tuple[str, int]) -> str:
        return f"{place[0]} {getattr(self, place[0])[place[1]][0].decode()}"

    def with_value(self, place: tuple[str, int], value: bytes, *, added: bool) -> Request:
        """The same with this value in one place: instead of the valid one, or at its end."""
        part, number = place
        values = list(getattr(self, part))
        name, valid = values[number]
        values[number] = (name, valid + value if added else value)
        changed: dict[str, Any] = {part: tuple(values)}
        return replace(self, **changed)


def joined(parameters: tuple[tuple[bytes, bytes], ...]) -> bytes:
    return b"&".join(name + b"=" + value for name, value in parameters)


def pairs(**values: str) -> tuple[tuple[bytes, bytes], ...]:
    return tuple((name.encode(), quote_from_bytes(value.encode(), safe="").encode()) for name, value in values.items())


def exchange(port: int, sent: bytes) -> int:
    """The status of the answer; 0 where the server closed the connection without one."""
    answer = b""
    with socket.create_connection((ports.LOOPBACK, port), timeout=SECONDS) as connection:
        # The server may have heard enough before everything is sent, answered, and closed.
        with suppress(OSError):
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
        with suppress(ConnectionResetError):
            while chunk := connection.recv(65536):
                answer += chunk
    found = STATUS.match(answer)
    return int(found[1]) if found else 0
