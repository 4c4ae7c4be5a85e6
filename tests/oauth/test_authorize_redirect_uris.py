from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.dot.applications import application_model
from tests.support.app import App, authorize_params
from tests.support.factories import native_app, web_app
from tests.support.flow import ask, signed_in
from tests.support.refusals import assert_error_page

# A native app has the loosest comparison, since its loopback port is free.
REGISTERED = ["https://app.example/cb", "https://app.example:8443/x?y=1", "http://127.0.0.1/cb"]
ATTACKS = {
    "A1": ["https://app.example/cb/", "https://app.example/cb/x", "https://app.example/CB", "https://app.example/c"],
    "A2": [
        "https://app.example/cb?x=1",
        "https://app.example/cb?",
        "https://app.example:8443/x?y=1&z=2",
        "https://app.example:8443/x?z=2&y=1",
    ],
    "A3": ["https://app.example/cb#f", "https://app.example/cb#"],
    "A4": ["https://u@app.example/cb", r"https://app.example\@evil/cb", "https://app.example:x@evil/cb"],
    "A5": [
        "https://app.example/x/../cb",
        "https://app.example/cb/..%2f",
        "https://app.example/%63b",
        "https://app.example/cb%2f..",
        "https://app.example/./cb",
        "https://app.example/cb;v=1",
    ],
    "A6": [
        "HTTPS://app.example/cb",
        "https://APP.example/cb",
        "https://app.example.:443/cb",
        "https://app.example:443/cb",
    ],
    "A8": ["https://аpp.example/cb", "https://xn--pp-6kc.example/cb", "https://app．example/cb"],
    "A9": [
        "https://app.example.evil.com/cb",
        "https://evil.com?app.example/cb",
        "https://evil.com/https://app.example/cb",
        "https://appXexample/cb",
    ],
    "A12": ["https://app.example:444/cb"],
    "A13": ["http://app.example/cb"],
    "A14": ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///x", "blob:x", "//app.example/cb", "/cb"],
    "J7": [
        "https://app.example/cb\n",
        " https://app.example/cb",
        "\ufeffhttps://app.example/cb",
        "https://[",
        "x" * 9999,
    ],
}
ROWS = [
    pytest.param(uri, id=f"{rule} {uri[:60]!a}", marks=pytest.mark.yardstick(rule))
    for rule, uris in ATTACKS.items()
    for uri in uris
]


@pytest.fixture
def app(db: None) -> App:
    return native_app(redirect_uri=REGISTERED[0], redirect_uris=REGISTERED)


@pytest.mark.parametrize("uri", ROWS)
def test_any_other_redirect_uri_is_refused(uri: str, alice: User, app: App) -> None:
    assert_error_page(ask(signed_in(alice), authorize_params(app, redirect_uri=uri)), "redirect_uri_mismatch")


@pytest.mark.parametrize("uri", REGISTERED)
def test_every_registered_redirect_uri_is_accepted(uri: str, alice: User, app: App) -> None:
    assert ask(signed_in(alice), authorize_params(app, redirect_uri=uri)).status_code == 200


def test_refused_before_sign_in(app: App) -> None:
    assert_error_page(ask(Client(), authorize_params(app, redirect_uri="https://evil/")), "redirect_uri_mismatch")


@pytest.mark.yardstick("A17")
@pytest.mark.parametrize("registered", [REGISTERED, REGISTERED[:1]], ids=["A17 many", "A17 one"])
@pytest.mark.parametrize("value", [None, ""], ids=["absent", "empty"])
def test_redirect_uri_is_always_required(value: str | None, registered: list[str], alice: User) -> None:
    app = native_app(redirect_uris=registered)
    assert_error_page(ask(signed_in(alice), authorize_params(app, redirect_uri=value)), "redirect_uri_missing")


@pytest.mark.yardstick("A18")
@pytest.mark.parametrize("other", [REGISTERED[0], REGISTERED[1], "https://evil.example/"], ids=ascii)
@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_what_decides_where_to_go_is_given_once(name: str, other: str, alice: User, app: App) -> None:
    asked: dict[str, object] = {**authorize_params(app)}
    asked[name] = [asked[name], other if name == "redirect_uri" else asked[name]]
    assert_error_page(ask(signed_in(alice), asked), "parameter_repeated")


@pytest.mark.yardstick("A19")
def test_redirect_uri_of_another_client_is_refused(alice: User, app: App) -> None:
    other = web_app(redirect_uri="https://other.example/cb")
    asked = authorize_params(app, redirect_uri=other.redirect_uri)
    assert_error_page(ask(signed_in(alice), asked), "redirect_uri_mismatch")


@pytest.mark.parametrize(
    ("uri", "difference"),
    [
        ("http://app.example/cb", "scheme"),
        ("https://app.example/cb/", "trailing slash"),
        ("https://app.example/other", "path"),
        ("https://app.example:1/cb", "port"),
        ("https://app.example/cb?x", "query"),
        ("https://evil.example/cb", "host"),
    ],
)
def test_page_says_what_differs(uri: str, difference: str, app: App) -> None:
    response = ask(Client(), authorize_params(app, redirect_uri=uri))
    assert f"({difference} differs)" in response.content.decode()


@pytest.mark.parametrize("uri", ["http://127.0.0.1:51004/cb", "http://127.0.0.1:1/cb"])
def test_native_app_listens_on_any_port(uri: str, alice: User, app: App) -> None:
    assert ask(signed_in(alice), authorize_params(app, redirect_uri=uri)).status_code == 200


def test_port_is_free_for_native_apps_alone(alice: User, settings: Any) -> None:
    settings.DEBUG = True  # else no other kind of app has a loopback address
    app = web_app(redirect_uri="http://127.0.0.1:8000/cb")
    assert ask(signed_in(alice), authorize_params(app)).status_code == 200
    asked = authorize_params(app, redirect_uri="http://127.0.0.1:8001/cb")
    assert_error_page(ask(signed_in(alice), asked), "redirect_uri_mismatch")


@pytest.mark.yardstick("A14", "A15")
@pytest.mark.parametrize(
    "uri", ["javascript:alert(1)", "data:text/html,x", "https://*.example/cb", "http://app.example/cb", "myapp:/cb"]
)
def test_row_written_past_the_rules_leads_nowhere(uri: str, alice: User, app: App) -> None:
    application_model().objects.update(redirect_uris=uri)
    assert_error_page(ask(signed_in(alice), authorize_params(app, redirect_uri=uri)), "redirect_uri_mismatch")
