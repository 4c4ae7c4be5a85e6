"""Asking an address that somebody else wrote: a hostile server gets one request, a moment and a few kilobytes."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest
from pytest_django.fixtures import Settings

from hub_oauth.client_documents.fetch import Fetched, Fetcher
from hub_oauth.client_documents.unusable import Unusable
from tests.support.document_site import PUBLIC, URL, DocumentSite, Script, answer, claims, dripping

pytestmark = pytest.mark.yardstick("L3")
LIMIT = 5 * 1024


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentSite]:
    with DocumentSite(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def hurry(settings: Settings) -> None:
    """As the deadline of the setting, but nobody waits for it."""
    settings.HUB_OAUTH = settings.HUB_OAUTH | {"CLIENT_ID_DOCUMENT_TIMEOUT": 0.3}


def refusal(fetcher: Fetcher, url: str = URL) -> str:
    with pytest.raises(Unusable) as caught:
        fetcher.fetch(url)
    assert caught.value.reason.isascii()
    return caught.value.reason


def test_an_honest_document_arrives(site: DocumentSite) -> None:
    assert json.loads(site.fetcher().fetch(URL).body) == claims()


def test_one_request_says_no_more_than_it_must(site: DocumentSite) -> None:
    site.fetcher().fetch(URL)
    [request] = site.heard
    assert request.startswith(b"GET /client.json HTTP/1.1\r\nHost: tool.example\r\n")
    assert b"cookie" not in request.lower()
    assert b"127.0.0.1" not in request  # nor who the Hub is
    assert site.names == ["tool.example"]


def test_a_domain_in_other_letters_is_asked_for_as_it_is_written(tmp_path: Path) -> None:
    host = "xn--bcher-kva.example"
    with DocumentSite(tmp_path, host) as site:
        site.fetcher().fetch(f"https://{host}/client.json")
        assert f"Host: {host}\r\n".encode() in site.heard[0]


def test_it_connects_to_what_was_resolved_and_asks_no_second_time(site: DocumentSite) -> None:
    """DNS rebinding: public for the check, inside for the connection."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    site.fetcher(resolve=lambda host: next(answers)).fetch(URL)
    assert site.connected_to == [PUBLIC]
    assert next(answers) == ["127.0.0.1"]  # nobody asked for it


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:127.0.0.1"])
def test_nothing_connects_to_a_name_that_leads_inside(site: DocumentSite, inside: str) -> None:
    assert refusal(site.fetcher(inside)) == "The host of the document has an address that is not public."
    assert refusal(site.fetcher(PUBLIC, inside)) == "The host of the document has an address that is not public."
    assert (site.connected_to, site.heard) == ([], [])


def test_a_name_that_leads_nowhere(site: DocumentSite) -> None:
    def unknown(host: str) -> list[str]:
        raise socket.gaierror("unknown")

    assert refusal(site.fetcher(resolve=unknown)) == "The host of the document has no address."
    assert refusal(site.fetcher(resolve=lambda host: [])) == "The host of the document has no address."


def test_the_certificate_must_be_the_hosts(site: DocumentSite) -> None:
    assert refusal(site.fetcher(), "https://other.example/client.json").endswith("could not be fetched over TLS.")
    assert site.heard == []


def test_a_certificate_that_nobody_vouches_for(site: DocumentSite) -> None:
    stranger = Fetcher(resolve=lambda host: [PUBLIC], connect=site.connect)
    assert refusal(stranger).endswith("could not be fetched over TLS.")
    assert site.heard == []


def test_the_next_address_where_the_first_does_not_answer(site: DocumentSite) -> None:
    def connect(address: str, seconds: float) -> socket.socket:
        if address == "93.184.215.15":
            raise ConnectionRefusedError
        return site.connect(address, seconds)

    fetcher = site.fetcher("93.184.215.15", PUBLIC)
    fetcher.connect = connect
    assert fetcher.fetch(URL).body
    assert site.connected_to == [PUBLIC]


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "303 See Other", "307 Here", "308 There"])
def test_a_redirect_is_not_followed(site: DocumentSite, status: str) -> None:
    site.script = answer(claims(), "Location: https://tool.example/other.json", status=status)
    assert refusal(site.fetcher()) == f"The address of the document answers {status[:3]} and not 200."
    assert len(site.heard) == 1


@pytest.mark.parametrize("status", ["204 No Content", "206 Partial", "404 Not Found", "500 Oh"])
def test_nothing_but_a_200_counts(site: DocumentSite, status: str) -> None:
    site.script = answer(claims(), status=status)
    assert "and not 200" in refusal(site.fetcher())


@pytest.mark.parametrize("content_type", ["text/html", "text/plain", "application/jsonp", "application/json-seq", ""])
def test_another_type_is_no_document(site: DocumentSite, content_type: str) -> None:
    site.script = answer(claims(), content_type=content_type)
    assert refusal(site.fetcher()) == "The document is not of type application/json."


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "application/oauth-client+json"])
def test_a_type_of_json_is_one(site: DocumentSite, content_type: str) -> None:
    site.script = answer(claims(), content_type=content_type)
    assert site.fetcher().fetch(URL).body


def test_a_compressed_one_is_not_unpacked(site: DocumentSite) -> None:
    site.script = answer(b"\x1f\x8b\x08", "Content-Encoding: gzip")
    assert refusal(site.fetcher()) == "The document comes compressed."


def test_five_kilobytes_and_not_one_more(site: DocumentSite) -> None:
    site.script = answer(b" " * LIMIT)
    assert len(site.fetcher().fetch(URL).body) == LIMIT
    site.script = answer(b" " * (LIMIT + 1))
    assert refusal(site.fetcher()) == f"The document is larger than {LIMIT} bytes."


def endless() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    while True:
        yield b" " * 4096


def endless_headers() -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X: " + b"x" * 4096 + b"\r\n"


@pytest.mark.parametrize("script", [endless, endless_headers])
def test_one_without_end_is_cut_off(site: DocumentSite, script: Script) -> None:
    site.script = script
    assert refusal(site.fetcher()) == f"The document is larger than {LIMIT} bytes."


@pytest.mark.parametrize("start", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"])
def test_a_byte_now_and_then_wins_no_time(site: DocumentSite, hurry: None, start: bytes) -> None:
    site.script = dripping(start)
    assert refusal(site.fetcher()) == "The document took too long."


def test_silence_is_cut_off(site: DocumentSite, hurry: None) -> None:
    listener = socket.create_server(("127.0.0.1", 0))  # accepts, and says nothing, not even in TLS
    fetcher = site.fetcher()
    fetcher.connect = lambda address, seconds: socket.create_connection(listener.getsockname(), timeout=seconds)
    assert refusal(fetcher) == "The document took too long."
    listener.close()


def test_a_resolver_that_does_not_answer_is_waited_for_no_longer(site: DocumentSite, hurry: None) -> None:
    forever = Event()
    assert refusal(site.fetcher(resolve=lambda host: [str(forever.wait())])) == "The document took too long."
    forever.set()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not http at all",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}",
        b"HTTP/1.1 200 OK\r\n" + b"X: x\r\n" * 200 + b"\r\n{}",
    ],
)
def test_what_is_not_http_is_no_document(site: DocumentSite, raw: bytes) -> None:
    site.script = lambda: [raw]
    assert refusal(site.fetcher()).startswith("The document could not be")


def test_chunks_are_put_together(site: DocumentSite) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    site.script = lambda: [head, b"1\r\n{\r\n", b"1\r\n}\r\n", b"0\r\n\r\n"]
    assert site.fetcher().fetch(URL) == Fetched(b"{}", None)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("max-age=120", 120),
        ("public, MAX-AGE=120", 120),
        ("no-store", 0),
        ("no-cache, max-age=120", 0),
        ("s-maxage=120", None),
        ("max-age=soon", None),
    ],
)
def test_it_says_how_long_it_is_good(site: DocumentSite, header: str, seconds: int | None) -> None:
    site.script = answer(claims(), f"Cache-Control: {header}")
    assert site.fetcher().fetch(URL).max_age == seconds
