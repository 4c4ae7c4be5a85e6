from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub_oauth.protocol import registration

KINDS = ["web", "spa", "native"]


def refusal(uri: str, kind: str = "native", *, allow_loopback_http: bool = False) -> str | None:
    return registration.refusal(uri, kind=kind, allow_loopback_http=allow_loopback_http)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example/cb",
        "https://app.example",
        "https://app.example/",
        "https://app.example:8443/x?y=1&z",
        "https://xn--pp-6kc.example/cb",
        "https://a-b.c1.example/.well-known/...",
        "https://192.0.2.1/cb",
        "https://[2001:db8::1]:8443/cb",
        "https://1.example/%E2%82%AC?codes=1&_state=2",
    ],
)
def test_https_is_for_every_kind(uri: str, kind: str) -> None:
    assert refusal(uri, kind) is None


LOOPBACK = ["http://127.0.0.1/cb", "http://127.0.0.1:8080/cb", "http://[::1]/cb", "http://localhost:3000/cb"]


@pytest.mark.parametrize("uri", LOOPBACK)
def test_native_app_may_listen_on_its_own_computer(uri: str) -> None:
    assert refusal(uri) is None


@pytest.mark.parametrize("kind", ["web", "spa"])
@pytest.mark.parametrize("uri", LOOPBACK)
def test_other_kinds_may_listen_there_only_while_developing(uri: str, kind: str) -> None:
    assert refusal(uri, kind, allow_loopback_http=True) is None
    assert refusal(uri, kind) == f"'{uri}' must use https; http to the own computer is for native apps."


@pytest.mark.yardstick("A13")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "uri",
    [
        "http://app.example/cb",
        "http://127.0.0.2/cb",
        "http://localhost.evil.example/cb",
        "http://127.0.0.1.evil.example/",
    ],
)
def test_http_elsewhere_is_for_nobody(uri: str, kind: str) -> None:
    assert refusal(uri, kind, allow_loopback_http=True) == f"'{uri}' must use https."


@pytest.mark.yardstick("A16")
@pytest.mark.parametrize("uri", ["com.example.app:/cb", "com.example.app:///cb", "com.example-1.app:/cb?x=1"])
def test_scheme_of_its_own_is_for_native_apps(uri: str) -> None:
    assert refusal(uri) is None
    for kind in ("web", "spa"):
        problem = refusal(uri, kind, allow_loopback_http=True) or ""
        assert problem == f"'{uri}' has a scheme of its own, which is for native apps; use https."


@pytest.mark.yardstick("A16")
@pytest.mark.parametrize(
    "uri",
    ["myapp:/cb", "COM.example.app:/cb", "com.example.App:/cb", "com.:/cb", ".com:/cb", "1.com:/cb", "com..app:/cb"],
)
def test_scheme_without_a_reversed_domain_is_refused(uri: str) -> None:
    assert "reverse domain" in (refusal(uri) or "")


@pytest.mark.parametrize(
    "uri", ["com.example.app:", "com.example.app:cb", "com.example.app://cb", "com.example.app:?x"]
)
def test_scheme_of_its_own_wants_a_path(uri: str) -> None:
    assert "must have a path" in (refusal(uri) or "")


@pytest.mark.yardstick("A14")
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "uri",
    [
        *["javascript:alert(1)", "JavaScript:/x", "data:text/html,x", "vbscript:x", "file:///cb", "blob:https://a.b/c"],
        *["about:blank", "ftp://a.b/", "ws://a.b/", "view-source:https://a.b", "intent://x", "mailto:a@b.c"],
        *["//app.example/cb", "/cb", "cb", "?x", "https:", "https:/app.example/cb", "https:app.example", "https:///cb"],
    ],
)
def test_other_schemes_and_references_are_refused(uri: str, kind: str) -> None:
    assert refusal(uri, kind, allow_loopback_http=True)


def test_empty_is_refused() -> None:
    assert refusal("") == "'' is empty."


# What must not be, and the words of the rule that says so; for sites and apps alike.
SPELLINGS = [
    ("https://app.example/cb#f", "fragment"),
    ("https://app.example/cb#", "fragment"),
    ("com.example.app:/cb#", "fragment"),
    ("https://u@app.example/cb", "user name"),
    ("https://u:p@app.example/cb", "user name"),
    ("https://@app.example/cb", "user name"),
    ("com.example.app://u@x/cb", "user name"),
    ("https://app.example\\@evil/cb", "backslashes"),
    ("https://app.example/a b", "spaces"),
    ("https://app.example/cb ", "spaces"),
    (" https://app.example/cb", "spaces"),
    ("https://app.example/cb\n", "control"),
    ("https://app.example/\0", "control"),
    ("https://app.example/\x7f", "control"),
    ('https://app.example/"><script>', "quotes"),
    ("HTTPS://app.example/cb", "lower case"),
    ("Https://app.example/cb", "lower case"),
    ("https://APP.example/cb", "lower case"),
    ("https://app.example./cb", "lower case"),
    ("https://app..example/cb", "lower case"),
    ("https://app_1.example/cb", "lower case"),
    ("https://:8443/cb", "lower case"),
    ("https://app.example:443/cb", "port"),
    ("http://127.0.0.1:80/cb", "port"),
    ("https://app.example:/cb", "port"),
    ("https://app.example:0/cb", "port"),
    ("https://app.example:08443/cb", "port"),
    ("https://app.example:65536/cb", "not a valid URI"),
    ("https://app.example:x/cb", "not a valid URI"),
    ("https://[::1/cb", "not a valid URI"),
    ("https://127.1/cb", "address"),
    ("https://2130706433/cb", "address"),
    ("https://0x7f.0.0.1/cb", "address"),
    ("https://0x7f000001/cb", "address"),
    ("https://192.0.2.01/cb", "address"),
    ("https://999.1.1.1/cb", "address"),
    ("https://app.1/cb", "address"),
    ("https://[0:0:0:0:0:0:0:1]/cb", "address"),
    ("https://[2001:db8::0001]/cb", "address"),
]


@pytest.mark.parametrize(("uri", "rule"), SPELLINGS)
def test_odd_spelling_is_refused_with_its_rule(uri: str, rule: str) -> None:
    assert rule in (refusal(uri) or "")


@pytest.mark.yardstick("A15")
@pytest.mark.parametrize("uri", ["https://*.example/cb", "https://app.example/*", "com.example.app:/*"])
def test_wildcard_is_refused(uri: str) -> None:
    assert refusal(uri) == f"'{uri}' must not hold a wildcard (*); register each address."


@pytest.mark.yardstick("A5")
@pytest.mark.parametrize("path", ["/../cb", "/x/..", "/./cb", "/x/.", "/%2e%2e/cb", "/x/%2E", "/cb/..%2fx", "/.%2e/"])
@pytest.mark.parametrize("start", ["https://app.example", "com.example.app:"])
def test_dot_segments_are_refused(start: str, path: str) -> None:
    assert "must not hold . or .." in (refusal(start + path) or "")


@pytest.mark.yardstick("A22")
@pytest.mark.parametrize("name", ["code", "state", "iss", "error", "error_description", "error_uri", "response"])
@pytest.mark.parametrize("start", ["https://app.example/cb", "com.example.app:/cb"])
def test_names_of_an_answer_are_refused_in_the_query(start: str, name: str) -> None:
    for query in (name, f"{name}=1", f"x=1&{name}=", f"x;{name}=1", f"%{ord(name[0]):x}{name[1:]}=1"):
        assert f"must not have {name} in its query" in (refusal(f"{start}?{query}") or "")


@pytest.mark.yardstick("A8")
@pytest.mark.parametrize(
    ("uri", "written"),
    [
        ("https://\u0430pp.example/cb", "xn--pp-6kc.example"),
        ("https://b\u00fccher.example/cb", "xn--bcher-kva.example"),
        ("https://app\uff0eexample/cb", "app.example"),
        ("https://\u00e9" + "a" * 100 + "/cb", "starts with xn--"),
        ("https://app.example/\u00e9", "percent-encoded"),
    ],
)
def test_other_letters_are_refused_with_how_to_write_them(uri: str, written: str) -> None:
    assert written in (refusal(uri) or "")


def test_length_is_limited_to_2000() -> None:
    start = "https://app.example/"
    assert refusal(start.ljust(2000, "a")) is None
    assert "longer than 2000" in (refusal(start.ljust(2001, "a")) or "")


@pytest.mark.parametrize(
    "uri", ["https://app.example/cb#f", "myapp:/cb", "https://app.example/\x1b[0m", "https://\u202e.a/"]
)
def test_refusal_is_a_sentence_that_names_the_value_legibly(uri: str) -> None:
    problem = refusal(uri) or ""
    assert problem.startswith("'")
    assert problem.endswith(".")
    assert problem.isascii()
    assert problem.isprintable()
    assert ascii(uri)[1:-1] in problem


@given(st.text() | st.text("htps:/[]@#?%.*0127a\\ ").map("https://".__add__), st.sampled_from(KINDS), st.booleans())
def test_any_text_is_judged_without_an_error(uri: str, kind: str, allow: bool) -> None:
    problem = refusal(uri, kind, allow_loopback_http=allow)
    assert problem is None or problem.endswith(".")


@pytest.mark.parametrize(
    "origin",
    ["https://app.example", "https://app.example:8443", "http://localhost:9000", "http://127.0.0.1", "http://[::1]:1"],
)
def test_origin_as_browsers_send_it_is_fine(origin: str) -> None:
    assert registration.origin_refusal(origin) is None


@pytest.mark.yardstick("J10")
@pytest.mark.parametrize(
    ("origin", "rule"),
    [
        ("", "empty"),
        ("null", "not an origin"),
        ("*", "not an origin"),
        ("app.example", "not an origin"),
        ("https://app.example/", "not an origin"),
        ("https://app.example/cb", "not an origin"),
        ("https://app.example?", "not an origin"),
        ("https://app.example#", "not an origin"),
        ("HTTPS://app.example", "not an origin"),
        ("com.example.app://x", "not an origin"),
        ("ws://app.example", "not an origin"),
        ("https://APP.example", "lower case"),
        ("https://", "lower case"),
        ("https://app.example.", "lower case"),
        ("https://*.example", "wildcard"),
        ("https://u@app.example", "user name"),
        ("https://app.example:443", "port"),
        ("http://localhost:80", "port"),
        ("https://app.example:", "port"),
        ("https://app.example:99999", "not a valid URI"),
        ("https://127.1", "address"),
        ("http://app.example", "must use https"),
        ("https://\u0430pp.example", "xn--pp-6kc.example"),
        ("https://app.example\n", "control"),
        ("https://a.example https://b.example", "spaces"),
    ],
)
def test_any_other_origin_is_refused_with_its_rule(origin: str, rule: str) -> None:
    problem = registration.origin_refusal(origin) or ""
    assert rule in problem
    assert problem.startswith("'")


@given(st.text())
def test_any_text_is_judged_as_an_origin_without_an_error(origin: str) -> None:
    assert registration.origin_refusal(origin)
