"""Which addresses are public, and which client IDs may name a document."""

from __future__ import annotations

import pytest

from hub_oauth.client_documents.address import is_public
from hub_oauth.protocol import client_urls

pytestmark = pytest.mark.yardstick("L3")

SPECIAL = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",  # shared by a provider's customers
    "127.0.0.1",
    "127.8.8.8",
    "169.254.169.254",  # where a cloud tells its machines their secrets
    "172.16.0.1",
    "192.0.0.1",
    "192.0.0.8",  # the dummy of an IPv4-only network
    "192.0.0.9",  # anycast of a provider's own network
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:93.184.215.14",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::5db8:d70e",
    "64:ff9b:1::7f00:1",
    "100::1",
    "2001::1",  # Teredo
    "2001:db8::1",
    "2001:20::1",
    "2002:7f00:1::1",  # 6to4 of 127.0.0.1
    "3fff::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%eth0",
    "2606:4700::1111%eth0",
    "fec0::1",
    "ff02::1",
    "localhost",
    "127.1",
    "2130706433",
    "",
]


@pytest.mark.parametrize("address", SPECIAL)
def test_a_special_address_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "2a00:1450:4001:80b::200e"])
def test_one_that_somebody_has_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "https://tool.example/client.json",
        "https://a.b.tool.example/oauth/metadata",
        "https://xn--bcher-kva.example/app",
    ],
)
def test_an_address_that_may_name_a_client(url: str) -> None:
    assert client_urls.refusal(url) is None


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("https://tool.example", "must name a path."),
        ("https://tool.example/", "must name a path."),
        ("https://tool.example/app#part", "must not have a fragment (#)."),
        ("https://tool.example/app?a=b", "must not have a query."),
        ("https://tool.example/app?", "must not have a query."),
        ("https://me@tool.example/app", "must not hold a user name (@)."),
        ("https://me:secret@tool.example/app", "must not hold a user name (@)."),
        ("https://tool.example:443/app", "must not name a port."),
        ("https://tool.example:6379/app", "must not name a port."),
        ("https://tool.example/../app", "must not hold . or .. in its path."),
        ("https://tool.example/%2e%2e/app", "must not hold . or .. in its path."),
        ("https://localhost/app", "must name a domain."),
        ("https://intranet/app", "must name a domain."),
        ("https://127.0.0.1/app", "must name a domain."),
        ("https://93.184.215.14/app", "must name a domain."),
        ("https://0x7f.1/app", "must name a domain."),
        ("https://[::1]/app", "must name a domain."),
        ("https://xn--pple-43d.example/app", "mixes letters of several alphabets."),  # a Cyrillic a, then pple
        ("https://tool.example/" + "a" * 240, "is longer than 255 characters."),
    ],
)
def test_one_that_may_not(url: str, problem: str) -> None:
    assert client_urls.refusal(url) == problem


@pytest.mark.parametrize(
    "url",
    ["https://bücher.example/app", "https://TOOL.example/app", "https://tool.example/a b", "https://tool.example/\\"],
)
def test_one_that_is_not_written_as_browsers_write_it(url: str) -> None:
    assert client_urls.refusal(url) is not None
