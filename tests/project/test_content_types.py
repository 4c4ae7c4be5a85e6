"""What a request says of its body, read by the site as it is served: no value of it is a 500."""

from __future__ import annotations

from typing import Any

import pytest
import requests
from asgiref.sync import async_to_sync

from hub_project import content_types
from tests.support.answers import ME
from tests.support.app import AUTHORIZE, TOKEN
from tests.support.flow import FORM
from tests.support.server import HubServer

UNREADABLE = [
    "text/plain; charset=hex",
    "text/plain; CHARSET = undefined",
    "text/plain; charset*=bogus''%41",
    "text/plain; charset*=utf-8''%00",
    "text/plain; charset*0=he; charset*1=x",
    "text/plain; boundary*=bogus''%41",
    f"{FORM}; charset=utf-16",
    f"{FORM}; charset=utf-8; charset=hex",
]
MANY = "&".join(["a"] * 1200)


@pytest.mark.yardstick("J3", "J7")
@pytest.mark.parametrize("content_type", UNREADABLE)
@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", TOKEN, 415),
        ("GET", ME, 401),
        ("GET", f"{AUTHORIZE}?client_id=x", 400),
        ("POST", AUTHORIZE, 403),
        ("GET", "/accounts/login/", 200),
    ],
)
def test_a_type_that_can_not_be_read_is_none(
    hub: HubServer, method: str, path: str, status: int, content_type: str
) -> None:
    response = requests.request(method, hub.url + path, headers={"Content-Type": content_type}, data="a=b", timeout=30)
    assert response.status_code == status, response.text


@pytest.mark.yardstick("J6")
@pytest.mark.parametrize(("path", "status"), [(TOKEN, 400), (ME, 400)])
def test_many_parameters_beside_a_charset(hub: HubServer, path: str, status: int) -> None:
    method = "POST" if path == TOKEN else "GET"
    headers = {"Content-Type": f"{FORM}; charset=utf-8"}
    response = requests.request(method, f"{hub.url}{path}?{MANY}", headers=headers, data="a=b", timeout=30)
    assert response.status_code == status, response.text


@pytest.mark.yardstick("L7")
def test_no_url_comes_into_the_log_by_it(hub: HubServer) -> None:
    headers = {"Content-Type": "text/plain; charset=hex"}
    requests.post(f"{hub.url}{TOKEN}?client_secret=hub_cs_secret-in-the-url", headers=headers, timeout=30)
    assert "secret-in-the-url" not in hub.log()


@pytest.mark.parametrize(
    "content_type",
    ["", FORM, "application/json", "multipart/form-data; boundary=----x", "text/plain; format=flowed"],
)
def test_what_names_no_charset_stays_as_it_is(content_type: str) -> None:
    assert content_types.readable(content_type) == content_type


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", "utf8", '"UTF-8"'])
def test_utf_8_goes_without_saying(charset: str) -> None:
    assert content_types.readable(f"{FORM}; charset={charset}") == FORM


def test_the_same_under_asgi() -> None:
    seen: list[dict[str, Any]] = []

    async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope)

    headers = [(b"content-type", b"text/plain; charset=hex"), (b"accept", b"*/*; charset=hex")]
    async_to_sync(content_types.asgi(application))({"type": "http", "headers": headers}, None, None)
    assert seen == [{"type": "http", "headers": [(b"content-type", b""), (b"accept", b"*/*; charset=hex")]}]
