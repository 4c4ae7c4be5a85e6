"""What nginx answers itself, and what it writes down: with nothing behind it, or nobody who answers."""

from __future__ import annotations

import select
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pytest
import requests

from tests.support import ports
from tests.support.app import AUTHORIZE, TOKEN
from tests.support.http_flow import TIMEOUT
from tests.support.nginx import Nginx, listener

SECRET: Final = "never-to-be-written-down"
LATER: Final = "temporarily_unavailable"
TOO_LONG: Final = "x" * 9000


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    """No Hub is there."""
    with Nginx(ports.free_port(), tmp_path_factory.mktemp("alone")) as nginx:
        yield nginx


@contextmanager
def silent(folder: Path, seconds: int = 60) -> Iterator[Nginx]:
    """Something is there, and says nothing. seconds: that nginx waits for it; 60 as it is shipped."""
    limit = {"proxy_read_timeout 60s": f"proxy_read_timeout {seconds}s"}
    nginx = Nginx(ports.free_port(), folder, limit)
    with listener(nginx.socket), nginx:
        yield nginx


def assert_problem(answer: requests.Response, status: int, code: str, error: str) -> None:
    """RFC 9457, and RFC 6749 §5.2 in one."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert ("Retry-After" in answer.headers) == (error == LATER)
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"], body["error"]) == (status, status, code, error)
    assert body["detail"] == body["error_description"]


def assert_page(answer: requests.Response, status: int) -> None:
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<h1>" in answer.text


def get(nginx: Nginx, path: str, **headers: str) -> requests.Response:
    return requests.get(nginx.url + path, headers=headers, timeout=TIMEOUT)


def test_programs_get_a_problem_document(alone: Nginx) -> None:
    assert_problem(get(alone, "/api/auth/me"), 502, LATER, LATER)
    assert_problem(get(alone, TOKEN), 502, LATER, LATER)
    assert_problem(get(alone, f"/api/{TOO_LONG}"), 414, "invalid_request", "invalid_request")
    assert_problem(get(alone, "/api/auth/me", Accept=TOO_LONG), 431, "invalid_request", "invalid_request")


def test_people_get_a_page(alone: Nginx) -> None:
    assert_page(get(alone, "/account/apps"), 502)
    assert_page(get(alone, f"{AUTHORIZE}?state=1"), 502)
    assert_page(get(alone, f"/{TOO_LONG}"), 414)
    assert_page(get(alone, "/", Accept=TOO_LONG), 431)


def test_an_answer_that_takes_too_long_is_said_to_be_open(tmp_path: Path) -> None:
    with silent(tmp_path, seconds=1) as nginx:
        answer = get(nginx, "/api/auth/me")
    assert_problem(answer, 504, LATER, LATER)
    assert "may have happened" in answer.json()["detail"]


def test_an_answer_that_never_came_is_said_to_be_open(tmp_path: Path) -> None:
    """A worker that died with the request in its hands may have done what was asked."""
    nginx = Nginx(ports.free_port(), tmp_path)
    with listener(nginx.socket) as hub, nginx, ThreadPoolExecutor(1) as client:
        asked = client.submit(get, nginx, "/api/auth/me?fields=all")
        hub.settimeout(TIMEOUT)
        hub.accept()[0].close()
        answer = asked.result()
    assert_problem(answer, 502, LATER, LATER)
    assert "may have happened" in answer.json()["detail"]


def test_a_method_that_nginx_refuses_everywhere(alone: Nginx) -> None:
    traced = requests.request("TRACE", alone.url + TOKEN, timeout=TIMEOUT)
    assert_problem(traced, 405, "method_not_allowed", "invalid_request")
    assert "Allow" not in traced.headers  # that nginx knows of files alone
    assert_page(requests.request("TRACE", f"{alone.url}/account/apps", timeout=TIMEOUT), 405)


def test_clear_text_on_the_port_of_tls(tmp_path: Path) -> None:
    secure = ports.free_port()
    with Nginx(ports.free_port(), tmp_path, tls_port=secure):
        program, person = (
            requests.get(f"http://{ports.LOOPBACK}:{secure}{path}", timeout=TIMEOUT) for path in (TOKEN, "/")
        )
    assert_problem(program, 400, "invalid_request", "invalid_request")
    assert_page(person, 400)
    assert "https://" in program.json()["detail"]


def test_one_address_has_a_hundred_requests_at_once(tmp_path: Path) -> None:
    with silent(tmp_path) as nginx, ExitStack() as held:
        asked = [held.enter_context(socket.create_connection((ports.LOOPBACK, nginx.port))) for _ in range(101)]
        for one in asked:
            one.sendall(f"GET /api/auth/me HTTP/1.1\r\nHost: {ports.LOOPBACK}\r\n\r\n".encode())
        (refused,), _, _ = select.select(asked, [], [], TIMEOUT)
        assert refused.recv(4096).startswith(b"HTTP/1.1 429 ")


def test_other_names_get_no_answer(alone: Nginx) -> None:
    with pytest.raises(requests.ConnectionError):
        get(alone, "/", Host="evil.example")


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_what_looks_after_the_hub_needs_no_name(alone: Nginx, path: str) -> None:
    """That no Hub is there, it hears, too."""
    assert_page(get(alone, path, Host="10.0.0.1"), 502)


@pytest.mark.parametrize(
    "path", ["/", TOKEN, "/health/", "/health/live/", "/HEALTH/LIVE", "/x?/health/live", "/static/health/live"]
)
def test_nothing_else_is_answered_without_the_name(alone: Nginx, path: str) -> None:
    with pytest.raises(requests.ConnectionError):
        get(alone, path, Host="10.0.0.1")


def test_nothing_secret_is_written_down(alone: Nginx) -> None:
    """Of nginx's logs the error log is the one that quotes requests, where it is told to."""
    for path in (f"{AUTHORIZE}?state={SECRET}", f"/developers/playground/callback?code={SECRET}"):
        assert get(alone, path, Referer=f"{alone.url}/?code={SECRET}").status_code == 502
    for path in ("/account/invitations/", "/accounts/confirm-email/", "/accounts/password/reset/key/1-"):
        assert get(alone, f"{path}{SECRET}/").status_code == 502
    logs = alone.logs()
    assert logs.count('"status":"502"') >= 5
    assert SECRET not in logs
