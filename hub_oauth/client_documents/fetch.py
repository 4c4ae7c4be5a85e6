"""The one place where the Hub asks an address that somebody else wrote.

Over TLS to port 443 of a public address, resolved once and connected to as resolved; one request, no redirect, no
cookie, no proxy; so many bytes within so many seconds in all, however slowly they come.
"""

from __future__ import annotations

import http.client
import io
import re
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from hub_oauth.client_documents.address import refuse_special
from hub_oauth.client_documents.unusable import Unusable
from hub_oauth.conf import conf

PORT: Final = 443
HEAD_LIMIT: Final = 16 * 1024  # bytes around the document: headers, chunk sizes
REQUEST: Final = (
    "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\nAccept-Encoding: identity\r\n"
    "User-Agent: hub_oauth\r\nConnection: close\r\n\r\n"
)
JSON: Final = re.compile(r"application/(?:[a-z0-9.+-]+\+)?json")
MAX_AGE: Final = re.compile(r"(?:^|[,\s])max-age=\"?([0-9]{1,9})")
UNCACHED: Final = re.compile(r"no-store|no-cache")

Resolve = Callable[[str], Sequence[str]]
Connect = Callable[[str, float], socket.socket]


@dataclass(frozen=True, slots=True)
class Fetched:
    """A JSON body, unread, and for how many seconds its server says that it is good; None where it does not."""

    body: bytes
    max_age: int | None


class Deadline:
    """So many seconds for all of it."""

    def __init__(self, seconds: float) -> None:
        self.end = monotonic() + seconds

    def left(self) -> float:
        """Seconds; Unusable once there are none."""
        if (left := self.end - monotonic()) <= 0:
            raise Unusable("The document took too long.")
        return left


def resolve(host: str) -> Sequence[str]:
    """Every address of a host."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)]


def connect(address: str, seconds: float) -> socket.socket:
    return socket.create_connection((address, PORT), timeout=seconds)


class Fetcher:
    """resolve, connect and context are for tests that have a server of their own; no setting reaches them.

    What resolve gives is checked all the same, and connect gets nothing that failed the check.
    """

    def __init__(
        self, *, resolve: Resolve = resolve, connect: Connect = connect, context: ssl.SSLContext | None = None
    ) -> None:
        self.resolve, self.connect = resolve, connect
        self.context = context or ssl.create_default_context()

    def fetch(self, url: str) -> Fetched:
        """What an address answers. url: one that client_urls does not refuse. Raises Unusable."""
        deadline, split = Deadline(conf.client_id_document_timeout.total_seconds()), urlsplit(url)
        host = split.hostname or ""
        addresses = refuse_special(self.addresses_of(host, deadline))
        try:
            with self.connected(addresses, deadline) as plain, self.secured(plain, host, deadline) as connection:
                connection.sendall(REQUEST.format(path=split.path, host=host).encode("ascii"))
                return read(everything(connection, deadline))
        except TimeoutError:
            raise Unusable("The document took too long.") from None
        except (OSError, http.client.HTTPException, ValueError):
            raise Unusable("The document could not be fetched over TLS.") from None

    def addresses_of(self, host: str, deadline: Deadline) -> Sequence[str]:
        """A resolver knows no deadline: it is asked in a thread that nobody waits for any longer."""
        answers: SimpleQueue[Sequence[str]] = SimpleQueue()
        Thread(target=lambda: answers.put(self.asked(host)), daemon=True).start()
        try:
            return answers.get(timeout=deadline.left())
        except Empty:
            raise Unusable("The document took too long.") from None

    def asked(self, host: str) -> Sequence[str]:
        try:
            return self.resolve(host)
        except (OSError, UnicodeError):
            return ()

    def connected(self, addresses: Sequence[str], deadline: Deadline) -> socket.socket:
        """A connection to the first address that answers, and to no other than was checked."""
        for address in addresses[:-1]:
            try:
                return self.connect(address, deadline.left() / 2)
            except OSError:
                continue
        return self.connect(addresses[-1], deadline.left())

    def secured(self, plain: socket.socket, host: str, deadline: Deadline) -> ssl.SSLSocket:
        """TLS with the host that was asked for, by its certificate, though an address was connected to."""
        plain.settimeout(deadline.left())
        return self.context.wrap_socket(plain, server_hostname=host)


def everything(connection: socket.socket, deadline: Deadline) -> bytes:
    """Until the server hangs up; Unusable where that is too much or too late."""
    received = bytearray()
    connection.settimeout(deadline.left())
    while part := connection.recv(4096):
        received += part
        if len(received) > HEAD_LIMIT + conf.client_id_document_limit:
            raise Unusable(f"The document is larger than {conf.client_id_document_limit} bytes.")
        connection.settimeout(deadline.left())
    return bytes(received)


def read(received: bytes) -> Fetched:
    """The answer of a server as it came, taken apart by the standard library."""
    response = http.client.HTTPResponse(Received(received))  # type: ignore[arg-type]  # all that it wants of a socket
    response.begin()
    refuse_other_answers(response)
    body = response.read(conf.client_id_document_limit + 1)
    if len(body) > conf.client_id_document_limit:
        raise Unusable(f"The document is larger than {conf.client_id_document_limit} bytes.")
    if response.length:  # fewer bytes than were announced
        raise Unusable("The document could not be read to its end.")
    return Fetched(body, max_age_of(response.headers.get("Cache-Control", "").lower()))


def refuse_other_answers(response: http.client.HTTPResponse) -> None:
    """draft §5: anything but a 200 is an error, and a redirect is not followed."""
    if response.status != 200:
        raise Unusable(f"The address of the document answers {response.status} and not 200.")
    if not JSON.fullmatch(response.headers.get_content_type()):
        raise Unusable("The document is not of type application/json.")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise Unusable("The document comes compressed.")


def max_age_of(cache_control: str) -> int | None:
    if UNCACHED.search(cache_control):
        return 0
    found = MAX_AGE.search(cache_control)
    return int(found[1]) if found else None


class Received:
    """A connection that was read to its end."""

    def __init__(self, received: bytes) -> None:
        self.received = received

    def makefile(self, *mode: Any) -> io.BytesIO:
        return io.BytesIO(self.received)
