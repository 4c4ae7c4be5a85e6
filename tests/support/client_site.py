"""A client's own web server, in a thread: where the browser comes back to."""

from __future__ import annotations

import ssl
import sys
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.support import ports

ANSWER_SECONDS = 30
PAGE = """<!DOCTYPE html>
<html lang="en"><head><title>The app</title><link rel="icon" href="data:,"></head><body>{}</body></html>
"""


class Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that has enough hangs up, as it may; anything else is told."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class ClientSite:
    """Answers every path with a page that says so, and remembers what came.

    certificate: of the host, to speak TLS; onward: where ``/onward`` sends the browser, query included.
    ``/frame?src=…`` shows another page in a frame. While ``open`` is cleared it keeps everybody waiting.
    """

    def __init__(self, host: str = ports.LOOPBACK, certificate: Path | None = None, *, onward: str = "") -> None:
        self.asked: list[str] = []
        self.open = Event()
        self.open.set()
        self.onward = onward
        self.server = Server((ports.LOOPBACK, 0), self.handler())
        self.url = f"{'https' if certificate else 'http'}://{host}:{self.server.server_port}"
        if certificate is not None:
            self.speak_tls(certificate)

    def speak_tls(self, certificate: Path) -> None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # The handshake is left to the thread of the request: Chromium opens connections that it never uses.
        plain = self.server.socket
        self.server.socket = context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)

    def __enter__(self) -> Self:
        Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answers(self, path: str = "/callback") -> list[dict[str, str]]:
        """The parameters of every request to a path, the first one first."""
        return [dict(parse_qsl(urlsplit(target).query)) for target in self.asked if urlsplit(target).path == path]

    def handler(site) -> type[BaseHTTPRequestHandler]:  # noqa: N805  # self is the request's
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                site.open.wait(ANSWER_SECONDS)
                path, _, query = self.path.partition("?")
                if path == "/onward":
                    self.send_response(302)
                    self.send_header("Location", f"{site.onward}?{query}")
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.end_headers()
                self.wfile.write(PAGE.format(body_of(path, dict(parse_qsl(query)))).encode())

            def log_message(self, *words: Any) -> None:
                """Quiet."""

        return Handler


def body_of(path: str, query: dict[str, str]) -> str:
    if path == "/frame":
        return f'<h1>A page around another</h1><iframe src="{escape(query["src"])}"></iframe>'
    return "<h1>Back at the app</h1>"


def make_certificate(host: str, folder: Path) -> Path:
    """A self-signed certificate with its key, in one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file
