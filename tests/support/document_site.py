"""A site that answers over TLS as a script tells it, byte by byte: well, badly, slowly or without end."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self

from hub_oauth.client_documents.fetch import Fetcher
from tests.support import ports
from tests.support.client_site import make_certificate

URL = "https://tool.example/client.json"
PUBLIC = "93.184.215.14"  # what the site's name is made to resolve to; nothing ever connects there
Script = Callable[[], Iterable[bytes]]


def claims(**over: Any) -> dict[str, Any]:
    """What an honest document says; over: other values, None leaves one out."""
    honest = {
        "client_id": URL,
        "client_name": "Acme Agent",
        "redirect_uris": ["http://127.0.0.1/callback", "https://tool.example/callback"],
        "grant_types": ["authorization_code", "refresh_token"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    }
    return {name: value for name, value in (honest | over).items() if value is not None}


def answer(
    body: bytes | dict[str, Any], *headers: str, status: str = "200 OK", content_type: str = "application/json"
) -> Script:
    """A whole answer. headers: more of them."""
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {content_type}", f"Content-Length: {len(sent)}", *headers, "", ""]
    return lambda: ["\r\n".join(lines).encode() + sent]


def dripping(start: bytes = b"") -> Script:
    """One byte after another, for ever; the pause is what the other side is tested for."""

    def script() -> Iterable[bytes]:
        yield start
        while not Event().wait(0.01):
            yield b" "

    return script


class DocumentSite:
    """script: what it answers with; ``heard``: every request it read; ``names``: each name that TLS asked it for.

    folder: where its certificate is put, good for the host.
    """

    def __init__(self, folder: Path, host: str = "tool.example") -> None:
        self.script: Script = answer(claims())
        self.heard: list[bytes] = []
        self.names: list[str | None] = []
        self.connected_to: list[str] = []
        self.certificate = make_certificate(host, folder)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.certificate)
        self.context.sni_callback = lambda _, name, __: self.names.append(name)
        self.listener = socket.create_server((ports.LOOPBACK, 0))

    def __enter__(self) -> Self:
        Thread(target=self.serve, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:  # closed
                return
            Thread(target=self.talk, args=[connection], daemon=True).start()

    def talk(self, plain: socket.socket) -> None:
        """A client that has enough hangs up, as it may."""
        try:
            with self.context.wrap_socket(plain, server_side=True) as connection:
                self.heard.append(connection.recv(65536))
                for part in self.script():
                    connection.sendall(part)
        except OSError:
            plain.close()

    def fetcher(self, *addresses: str, resolve: Callable[[str], list[str]] | None = None) -> Fetcher:
        """One that takes every name for these addresses, and every address for this site; it trusts the certificate."""
        found = list(addresses) or [PUBLIC]
        context = ssl.create_default_context(cafile=str(self.certificate))
        return Fetcher(resolve=resolve or (lambda host: found), connect=self.connect, context=context)

    def connect(self, address: str, seconds: float) -> socket.socket:
        self.connected_to.append(address)
        return socket.create_connection((ports.LOOPBACK, self.listener.getsockname()[1]), timeout=seconds)
