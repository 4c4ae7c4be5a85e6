from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_oauth.protocol import redirect_uris

REGISTERED = ("https://app.example/cb", "https://app.example:8443/x?y=1", "http://127.0.0.1/cb", "http://[::1]:8080/cb")
GARBAGE = [
    "",
    "//app.example/cb",
    "/cb",
    "http://[",
    "https://app.example:x/cb",
    "https://a\u2100b/",
    "\0",
    "://",
    "a" * 9999,
]


def matches(requested: str) -> bool:
    return redirect_uris.matches(REGISTERED, requested, any_loopback_port=True)


@pytest.mark.parametrize("any_loopback_port", [True, False])
@pytest.mark.parametrize("uri", REGISTERED)
def test_registered_uri_matches(uri: str, any_loopback_port: bool) -> None:
    assert redirect_uris.matches(REGISTERED, uri, any_loopback_port=any_loopback_port)


def test_registered_uris_are_read_once() -> None:
    assert redirect_uris.matches(iter(REGISTERED), "http://127.0.0.1:5000/cb", any_loopback_port=True)


ATTACKS = {
    "A1": ["https://app.example/cb/", "https://app.example/cb/x", "https://app.example/CB", "https://app.example/c"],
    "A2": ["https://app.example/cb?x=1", "https://app.example/cb?", "https://app.example:8443/x?y=1&z=2"],
    "A3": ["https://app.example/cb#f", "https://app.example/cb#"],
    "A4": ["https://u@app.example/cb", "https://app.example\\@evil/cb", "https://app.example:x@evil/cb"],
    "A5": [
        "https://app.example/x/../cb",
        "https://app.example/cb/..%2f",
        "https://app.example/%63b",
        "https://app.example/./cb",
        "https://app.example/cb;v=1",
    ],
    "A6": [
        "HTTPS://app.example/cb",
        "https://APP.example/cb",
        "https://app.example.:443/cb",
        "https://app.example:443/cb",
    ],
    "A8": ["https://\u0430pp.example/cb", "https://xn--pp-6kc.example/cb", "https://app\uff0eexample/cb"],
    "A9": ["https://app.example.evil.com/cb", "https://evil.com?app.example/cb", "https://appXexample/cb"],
    "A12": ["https://app.example:444/cb", "https://app.example:8444/x?y=1"],
    "A13": ["http://app.example/cb"],
    "A14": ["javascript:alert(1)", "data:,", "vbscript:x", "file:///cb", "blob:x", "//app.example/cb", "/cb", ""],
    "J7": [
        "https://app.example/cb\n",
        " https://app.example/cb",
        "https://app.example/cb\0",
        "\ufeffhttps://app.example/cb",
    ],
}


@pytest.mark.parametrize(
    "requested",
    [
        pytest.param(uri, marks=pytest.mark.yardstick(rule), id=f"{rule} {uri!a}")
        for rule in ATTACKS
        for uri in ATTACKS[rule]
    ],
)
def test_anything_but_the_same_bytes_does_not_match(requested: str) -> None:
    assert not matches(requested)


def test_nothing_matches_a_client_without_redirect_uris() -> None:
    assert not redirect_uris.matches((), "", any_loopback_port=True)


@pytest.mark.parametrize("port", ["", ":1", ":80", ":8080", ":65535"])
@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]"])
def test_native_app_may_listen_on_any_port(host: str, port: str) -> None:
    assert matches(f"http://{host}{port}/cb")


def test_query_of_a_loopback_uri_stays_as_registered() -> None:
    registered = ["http://127.0.0.1:1?x=1"]
    assert redirect_uris.matches(registered, "http://127.0.0.1:2?x=1", any_loopback_port=True)
    assert not redirect_uris.matches(registered, "http://127.0.0.1:2?x=2", any_loopback_port=True)


def test_any_port_is_for_those_who_may() -> None:
    assert not redirect_uris.matches(REGISTERED, "http://127.0.0.1:5000/cb", any_loopback_port=False)


@pytest.mark.yardstick("A12")
@pytest.mark.parametrize(
    "requested",
    [
        "http://127.0.0.1:0/cb",
        "http://127.0.0.1:080/cb",
        "http://127.0.0.1:65536/cb",
        "http://127.0.0.1:123456/cb",
        "http://127.0.0.1:/cb",
        "http://127.0.0.1:-1/cb",
        "http://127.0.0.1:\u0661/cb",
        "http://127.0.0.1:1\u0661/cb",
        "http://127.0.0.1:80@evil.example/cb",
        "http://127.0.0.1:80.evil.example/cb",
        "http://127.0.0.1.evil.example/cb",
        "http://127.0.0.1@evil.example/cb",
        "http://127.0.0.1:5000",
        "http://127.0.0.1:5000/cb/",
        "http://127.0.0.1:5000/cb?x",
        "http://127.0.0.1:5000/cb#",
        "http://127.0.0.1:5000/cb\n",
        "http://127.0.0.2:5000/cb",
        "http://127.1:5000/cb",
        "http://localhost:5000/cb",
        "http://[::1%25lo]:5000/cb",
        "https://127.0.0.1:5000/cb",
        "HTTP://127.0.0.1:5000/cb",
    ],
)
def test_nothing_but_the_port_of_a_loopback_uri_may_differ(requested: str) -> None:
    assert not matches(requested)


@pytest.mark.yardstick("A12")
@pytest.mark.parametrize(
    ("registered", "requested"),
    [
        pytest.param("http://localhost/cb", "http://localhost:5000/cb", id="a name"),
        pytest.param("https://127.0.0.1/cb", "https://127.0.0.1:5000/cb", id="https"),
        pytest.param("http://127.0.0.16/cb", "http://127.0.0.1:12345" + "6/cb", id="longer address"),
        pytest.param("http://127.0.0.1.a.example/cb", "http://127.0.0.1:1.a.example/cb", id="longer host"),
        pytest.param("http://127.0.0.1@a.example/cb", "http://127.0.0.1:1@a.example/cb", id="user name"),
    ],
)
def test_what_only_looks_like_a_loopback_address_keeps_its_port(registered: str, requested: str) -> None:
    assert not redirect_uris.matches([registered], requested, any_loopback_port=True)


@pytest.mark.yardstick("A12")
@pytest.mark.parametrize("requested", ["https://evil.example/", "http://127.0.0.1:99998/cb", ""])
def test_a_registered_port_that_cannot_be_opens_nothing(requested: str) -> None:
    assert not redirect_uris.matches(["http://127.0.0.1:99999/cb"], requested, any_loopback_port=True)


@given(st.text())
def test_no_text_matches_by_chance(requested: str) -> None:
    assert not matches(requested)


@given(st.integers(1, 65535), st.sampled_from(["http://127.0.0.1{}/cb", "http://[::1]{}/cb"]))
def test_every_port_is_open(port: int, uri: str) -> None:
    assert matches(uri.format(f":{port}"))


@pytest.mark.parametrize(
    ("requested", "different"),
    [
        ("http://app.example/cb", "scheme"),
        ("HTTPS://app.example/cb", "scheme"),
        ("https://evil.example/cb", "host"),
        ("https://APP.example/cb", "host"),
        ("https://u@app.example/cb", "host"),
        ("https://app.example:444/cb", "port"),
        ("https://app.example:/cb", "port"),
        ("https://app.example:99999/cb", "port"),
        ("https://app.example/other", "path"),
        ("https://app.example/cb/@x", "path"),
        ("https://app.example/cb/", "trailing slash"),
        ("https://app.example/cb?x=1", "query"),
        ("https://app.example/cb?", "query"),
        ("https://app.example/cb#f", "fragment"),
        ("https://app.example/cb#", "fragment"),
        ("http://app.example/other", "scheme, path"),
        ("https://app.example/cb/?x", "trailing slash, query"),
        ("https://app.example/cb\n", "spelling"),
    ],
)
def test_difference_names_the_parts(requested: str, different: str) -> None:
    assert redirect_uris.difference(["https://app.example/cb"], requested) == different


def test_difference_is_the_one_to_the_nearest() -> None:
    registered = ["http://far.example:1/x?y", "https://app.example/cb", "https://other.example/x"]
    assert redirect_uris.difference(registered, "https://app.example/ca") == "path"


def test_difference_sees_inside_an_ipv6_address() -> None:
    assert redirect_uris.difference(["http://[::1]:80/cb"], "http://[::2]:80/cb") == "host"


def test_everything_differs_from_nothing() -> None:
    assert redirect_uris.difference([], "https://app.example/cb") == "everything"


@pytest.mark.parametrize("garbage", GARBAGE)
def test_difference_of_garbage_is_something(garbage: str) -> None:
    assert redirect_uris.difference(REGISTERED, garbage)
    assert redirect_uris.difference([garbage], "https://app.example/cb")


@given(st.text(), st.text())
def test_difference_never_raises(registered: str, requested: str) -> None:
    assert redirect_uris.difference([registered], requested)


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        ("https://app.example/cb?x=1", "https://app.example"),
        ("https://app.example:8443/x", "https://app.example:8443"),
        ("http://[::1]:8080/cb", "http://[::1]:8080"),
        ("com.example.app:/cb", "com.example.app:"),
    ],
)
def test_origin_says_where_the_browser_ends_up(uri: str, origin: str) -> None:
    assert redirect_uris.origin_of(uri) == origin


KINDS = {
    "https://app.example/cb": "https",
    "https://127.0.0.1.evil.example/cb": "https",
    "http://127.0.0.1:1/cb": "loopback",
    "http://[::1]/cb": "loopback",
    "http://localhost:3000/cb": "loopback",
    "http://app.example/cb": "",
    "com.example.app:/cb": "custom",
    "com.example.app://127.0.0.1/cb": "custom",
}


@pytest.mark.parametrize(("uri", "kind"), KINDS.items())
def test_every_uri_is_told_apart(uri: str, kind: str) -> None:
    assert redirect_uris.is_https(uri) == (kind == "https")
    assert redirect_uris.is_loopback(uri) == (kind == "loopback")
    assert redirect_uris.is_custom_scheme(uri) == (kind == "custom")


def test_https_to_the_own_computer_is_loopback_too() -> None:
    assert redirect_uris.is_loopback("https://localhost/cb")


@pytest.mark.parametrize("garbage", GARBAGE)
def test_garbage_never_passes_for_a_site(garbage: str) -> None:
    assert not redirect_uris.is_https(garbage) or garbage.startswith("https:")
    assert not redirect_uris.is_loopback(garbage)
    assert redirect_uris.origin_of(garbage)


@pytest.mark.parametrize(
    ("uri", "answer"),
    [
        ("https://app.example/cb", "https://app.example/cb?code=1"),
        ("https://app.example/cb?", "https://app.example/cb?code=1"),
        ("https://app.example/cb?x=%7e+1", "https://app.example/cb?x=%7e+1&code=1"),
        ("https://app.example/cb?x=1&", "https://app.example/cb?x=1&code=1"),
        ("com.example.app:/cb", "com.example.app:/cb?code=1"),
    ],
)
def test_parameters_go_behind_the_uris_own(uri: str, answer: str) -> None:
    assert redirect_uris.with_parameters(uri, {"code": "1"}) == answer


@pytest.mark.yardstick("A23")
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_state_goes_back_as_it_came(state: str) -> None:
    uri = redirect_uris.with_parameters("https://app.example/cb?x=1", {"code": "c", "state": state})
    assert parse_qsl(urlsplit(uri).query) == [("x", "1"), ("code", "c"), ("state", state)]


@pytest.mark.yardstick("A23")
def test_no_value_can_end_its_parameter_or_the_header() -> None:
    assert redirect_uris.with_parameters("https://app.example/cb", {"a/&": "b"}) == "https://app.example/cb?a%2F%26=b"
    uri = redirect_uris.with_parameters("https://app.example/cb", {"state": "a\r\nB: c&code=evil#</script> é/"})
    assert uri == "https://app.example/cb?state=a%0D%0AB%3A%20c%26code%3Devil%23%3C%2Fscript%3E%20%C3%A9%2F"
