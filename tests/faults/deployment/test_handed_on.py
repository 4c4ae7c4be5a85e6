"""What nginx tells the Hub about who asks: what it saw itself, and nothing that was claimed."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from email.message import Message
from http.client import parse_headers
from pathlib import Path
from typing import Final

import pytest
import requests

from tests.support import ports
from tests.support.http_flow import TIMEOUT
from tests.support.nginx import Nginx, listener

CLAIMED: Final = "claimed.example"
CLAIMS: Final = {
    "Forwarded": f"for={CLAIMED};host={CLAIMED};proto=https",
    "X-Forwarded-For": CLAIMED,
    "X-Forwarded-Host": CLAIMED,
    "X-Forwarded-Proto": CLAIMED,
    "X-Forwarded-Protocol": CLAIMED,
    "X-Forwarded-Ssl": CLAIMED,
    "X_Forwarded_For": CLAIMED,
    "X_Forwarded-For": CLAIMED,
    "X_Forwarded_Proto": CLAIMED,
    "Script_Name": CLAIMED,
}


def heard(hub: socket.socket, address: str, certificate: Path) -> Message:
    """The head of a request with all these claims, as it comes out of nginx."""
    with ThreadPoolExecutor(1) as client:
        asked = client.submit(requests.get, address, headers=CLAIMS, verify=str(certificate), timeout=TIMEOUT)
        hub.settimeout(TIMEOUT)
        connection, _ = hub.accept()
        with connection, connection.makefile("rb") as request:
            request.readline()
            head = parse_headers(request)
            connection.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
        assert asked.result().status_code == 204
    return head


@pytest.mark.yardstick("J12")
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_nothing_that_was_claimed_is_handed_on(tmp_path: Path, scheme: str) -> None:
    secure = ports.free_port()
    nginx = Nginx(ports.free_port(), tmp_path, tls_port=secure)
    with listener(nginx.socket) as hub, nginx:
        address = nginx.url if scheme == "http" else f"https://{ports.LOOPBACK}:{secure}"
        head = heard(hub, address, nginx.certificate)
    assert CLAIMED not in str(head)
    assert head.get_all("X-Forwarded-For") == [ports.LOOPBACK]
    assert head.get_all("X-Forwarded-Proto") == [scheme]
    assert head.get_all("Host") == [address.partition("//")[2]]


def test_nginx_has_no_doubts_about_the_file(tmp_path: Path) -> None:
    """``nginx -t`` as a person tries it, with TLS."""
    nginx = Nginx(ports.free_port(), tmp_path, tls_port=ports.free_port())
    tested = nginx.tested()
    nginx.stop()
    assert "test is successful" in tested.stderr
    assert "[warn]" not in tested.stderr
