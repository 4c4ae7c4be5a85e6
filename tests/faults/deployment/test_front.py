"""What nginx hands on to the Hub, and what it keeps back."""

from __future__ import annotations

import re
import socket
from typing import Final

import pytest
import requests

from tests.faults import crowd
from tests.support import ports
from tests.support.app import AUTHORIZE, TOKEN
from tests.support.database import rows
from tests.support.deployment import WORKERS, Deployment
from tests.support.http_flow import TIMEOUT

LONGEST: Final = 8190  # bytes of a request line or a header, without its end
FORGED: Final = "203.0.113.7"  # RFC 5737: nobody's address


def sent(hub: Deployment, line: bytes, *headers: bytes) -> tuple[int, bool]:
    """The status that is answered, and whether it was the Hub that answered."""
    head = b"\r\n".join([line, f"Host: {ports.LOOPBACK}".encode(), b"Connection: close", *headers, b"", b""])
    with socket.create_connection((ports.LOOPBACK, hub.port), timeout=TIMEOUT) as connection:
        connection.sendall(head)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    return int(answer.split()[1]), b"\r\nX-Request-ID:" in answer


def request_line(size: int) -> bytes:
    start, end = f"GET {AUTHORIZE}?state=".encode(), b" HTTP/1.1"
    return start + b"s" * (size - len(start) - len(end)) + end


def header(size: int) -> bytes:
    return b"X-Long: ".ljust(size, b"x")


@pytest.mark.yardstick("J12")
def test_a_made_up_address_changes_no_limit(deployed: Deployment) -> None:
    """Of wrong secrets each worker takes one a minute here; a second minute may begin meanwhile."""
    app = crowd.apps(deployed)[0]
    statuses = [guess(deployed, app.client_id, number) for number in range(2 * WORKERS + 1)]
    assert set(statuses) == {401, 429}
    query = "SELECT DISTINCT host(address::inet) FROM hub_oauth_requestfailure WHERE client_id = %s"
    assert rows(deployed, query, app.client_id) == [(ports.LOOPBACK,)]


def guess(hub: Deployment, client_id: str, number: int) -> int:
    """A wrong secret, from an address that says that it is another one, in every way there is."""
    claimed = f"203.0.113.{number}"
    names = ("X-Forwarded-For", "X_Forwarded_For", "X-Forwarded_For", "X-Real-IP")
    headers = {**dict.fromkeys(names, claimed), "Forwarded": f"for={claimed}"}
    form = {"client_id": client_id, "client_secret": "hub_cs_wrong", "grant_type": "refresh_token"}
    return requests.post(hub.url + TOKEN, form, headers=headers, timeout=TIMEOUT).status_code


def test_the_longest_request_line_of_nginx_is_that_of_gunicorn(deployed: Deployment) -> None:
    assert sent(deployed, request_line(LONGEST)) == (400, True)  # the Hub's own limit is that of state
    assert sent(deployed, request_line(LONGEST + 1)) == (414, False)


def test_the_longest_header_of_nginx_is_that_of_gunicorn(deployed: Deployment) -> None:
    assert sent(deployed, b"GET / HTTP/1.1", header(LONGEST)) == (200, True)
    assert sent(deployed, b"GET / HTTP/1.1", header(LONGEST + 1)) == (431, False)


@pytest.mark.parametrize(("size", "of_the_hub"), [(64 * 1024 + 1, True), (512 * 1024 + 1, False)])
def test_a_body_that_the_hub_can_read_is_refused_by_the_hub(deployed: Deployment, size: int, of_the_hub: bool) -> None:
    answer = requests.post(deployed.url + TOKEN, {"code": "x" * size}, timeout=TIMEOUT)
    assert (answer.status_code, answer.json()["error"]) == (413, "invalid_request")
    assert ("X-Request-ID" in answer.headers) == of_the_hub


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_what_looks_after_the_hub_needs_no_name(deployed: Deployment, path: str) -> None:
    answer = requests.get(deployed.url + path, headers={"Host": "10.0.0.1"}, timeout=TIMEOUT)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def style_sheet(hub: Deployment) -> str:
    page = requests.get(hub.url, timeout=TIMEOUT).text
    found = re.search(r'"(/static/hub_oauth/hub\.[0-9a-f]{12}\.css)"', page)
    assert found
    return hub.url + found[1]


def test_static_files_come_from_nginx(deployed: Deployment) -> None:
    style = requests.get(style_sheet(deployed), timeout=TIMEOUT)
    assert (style.status_code, "X-Request-ID" in style.headers) == (200, False)
    assert style.headers["Content-Encoding"] == "gzip"
    assert "immutable" in style.headers["Cache-Control"]


def test_static_files_take_nothing(deployed: Deployment) -> None:
    answer = requests.post(style_sheet(deployed), {"code": "x"}, timeout=TIMEOUT)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "<h1>" in answer.text
    assert "X-Request-ID" not in answer.headers
