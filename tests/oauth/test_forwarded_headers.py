"""Headers that only a proxy may set, sent by anybody: nothing is taken from them, and unknown hosts are refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.conf import conf
from tests.support.answers import ME, TEAMS, opens_api
from tests.support.app import (
    AUTHORIZE,
    INTROSPECT,
    REVOKE,
    TOKEN,
    App,
    Tokens,
    answer_of,
    authorize_params,
    redeem_params,
)
from tests.support.flow import answer, ask, connect, post, signed_in
from tests.support.rows import events, kept, nothing_changes

pytestmark = pytest.mark.django_db

SERVER = "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"
SPOOFED = {
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Forwarded-Port": "6666",
    "X-Forwarded-Proto": "gopher",
    "X-Forwarded-For": "203.0.113.6",
    "X-Real-IP": "203.0.113.6",
    "Forwarded": "for=203.0.113.6;host=evil.example;proto=gopher",
}
POSTED = (TOKEN, REVOKE, INTROSPECT)


@pytest.mark.yardstick("D5")
@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver@evil.example", "", "a b"])
@pytest.mark.parametrize("path", [AUTHORIZE, *POSTED, ME, TEAMS, SERVER, RESOURCE, "/account/apps"])
def test_an_unknown_host_is_refused(path: str, host: str, alice: User, web_app: App, tokens: Tokens) -> None:
    headers = {"Host": host, "Authorization": f"Bearer {tokens['access_token']}"}
    with nothing_changes():
        response = Client().generic("POST" if path in POSTED else "GET", path, headers=headers)
    assert response.status_code == 400
    assert "Location" not in response.headers
    assert b"evil" not in response.content


@pytest.mark.yardstick("D5", "J12")
def test_issuer_and_redirect_are_the_same_whatever_is_claimed(alice: User, web_app: App) -> None:
    browser = signed_in(alice)
    browser.defaults.update({f"HTTP_{name.upper().replace('-', '_')}": value for name, value in SPOOFED.items()})
    response = answer(browser, ask(browser, authorize_params(web_app)))
    assert response.headers["Location"].startswith(web_app.redirect_uri + "?")
    assert answer_of(response)["iss"] == conf.issuer


@pytest.mark.yardstick("J12")
@pytest.mark.parametrize("path", [SERVER, RESOURCE, ME, AUTHORIZE])
def test_an_answer_is_the_same_whatever_is_claimed(path: str, web_app: App) -> None:
    plain, spoofed = Client().get(path), Client().get(path, headers=SPOOFED)
    assert spoofed.status_code == plain.status_code
    assert spoofed.headers.get("WWW-Authenticate") == plain.headers.get("WWW-Authenticate")
    assert "evil" not in spoofed.content.decode() + str(spoofed.headers)


@pytest.mark.yardstick("J12")
def test_the_audit_log_keeps_the_address_of_the_connection(alice: User, web_app: App) -> None:
    browser = signed_in(alice)
    code = answer_of(answer(browser, ask(browser, authorize_params(web_app))))["code"]
    assert post(TOKEN, redeem_params(web_app, code), web_app.headers | SPOOFED).status_code == 200
    assert {event.address for event in events("consent.granted", "token.issued")} == {"127.0.0.1"}
    assert "203.0.113.6" not in str(kept())


@pytest.mark.yardstick("J12")
def test_saying_https_does_not_make_it_so(alice: User, web_app: App, settings: object) -> None:
    tokens = connect(alice, web_app)
    assert opens_api(tokens)
    setattr(settings, "HUB_OAUTH", {"ISSUER": "https://testserver"})  # noqa: B010  # pytest-django's, without a type
    headers = {"Authorization": f"Bearer {tokens['access_token']}", **SPOOFED, "X-Forwarded-Proto": "https"}
    assert Client().get(ME, headers=headers).status_code == 400
