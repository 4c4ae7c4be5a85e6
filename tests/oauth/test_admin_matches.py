"""What redirect URIs will match is told while they are typed, by the rules that hold when they are saved."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support.admin import ADD, APPS, administrator, errors_of, page_of, register, staff
from tests.support.app import App
from tests.support.flow import signed_in
from tests.support.html import form_with
from tests.support.rows import nothing_changes

MATCHES = f"{APPS}matches/"
GOOD = "https://app.example/callback"
ALONE = "This address alone, letter by letter: no other path, query, port or subdomain."
BAD = ["http://app.example/cb", "https://app.example/*", "https://me@app.example/", "app:/x", GOOD, "https://b%C3%BC"]


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def ask(browser: Client, text: str, kind: str = "web", page: str = ADD) -> Any:
    """As the script does, with the token of the form it stands beside."""
    token = form_with(browser.get(page).content.decode(), "csrfmiddlewaretoken").fields["csrfmiddlewaretoken"]
    with nothing_changes():
        return browser.post(MATCHES, {"redirect_uris": text, "kind": kind, "csrfmiddlewaretoken": token})


def test_a_good_address_comes_with_what_it_will_match(admin: Client) -> None:
    answer = ask(admin, f"  {GOOD} ")
    assert (answer.status_code, answer.json()) == (200, {"lines": [{"uri": GOOD, "refused": False, "sentence": ALONE}]})
    assert "no-store" in answer["Cache-Control"]


def test_what_is_refused_is_what_saving_refuses(admin: Client) -> None:
    text = "\n".join([GOOD, *BAD])
    told = [line["sentence"] for line in ask(admin, text).json()["lines"] if line["refused"]]
    assert told == errors_of(register(admin, redirect_uris=text))["redirect_uris"]
    assert len(told) == len(BAD)


def test_a_line_is_named_as_it_is_seen(admin: Client) -> None:
    (good, bad) = ask(admin, f"{GOOD}\n\n http://app.example/cb").json()["lines"]
    assert not good["refused"]
    assert bad["sentence"] == "Line 3: 'http://app.example/cb' must use https."


def test_the_type_decides(admin: Client) -> None:
    sentences = {kind: ask(admin, "http://127.0.0.1/cb", kind).json()["lines"][0] for kind in ("web", "native")}
    assert (sentences["web"]["refused"], sentences["native"]["refused"]) == (True, False)
    assert "any port" in sentences["native"]["sentence"]


def test_no_address_no_line(admin: Client) -> None:
    assert ask(admin, " \n ").json() == {"lines": []}


@pytest.mark.parametrize(
    "text", ["\0", "\ud83d\ude00 x".encode("utf-16", "surrogatepass").decode("utf-16"), "x" * 3000]
)
def test_what_is_no_address_is_refused(admin: Client, text: str) -> None:
    (line,) = ask(admin, text).json()["lines"]
    assert line["refused"]


@pytest.mark.parametrize("kind", ["", "webb", "\0"])
def test_an_unknown_type_is_refused(admin: Client, kind: str) -> None:
    answer = ask(admin, GOOD, kind)
    assert (answer.status_code, answer.json()) == (400, {"problem": f"'{kind}' is not one of web, spa, native."})


@pytest.mark.parametrize("text", ["\n".join(f"{GOOD}/{number}" for number in range(101)), "x" * 200_001])
def test_more_than_anybody_types_is_refused(admin: Client, text: str) -> None:
    answer = ask(admin, text)
    assert (answer.status_code, answer.json()) == (
        413,
        {"problem": "More than 100 lines are looked at when they are saved."},
    )


@pytest.mark.parametrize("permission", ["add_clientprofile", "change_clientprofile"])
def test_whoever_may_add_or_change_apps_may_ask(web_app: App, bob: User, permission: str) -> None:
    browser = staff(bob, permission, "view_clientprofile")
    page = ADD if permission.startswith("add") else page_of(web_app)
    assert ask(browser, GOOD, page=page).status_code == 200


def test_whoever_may_only_look_may_not(bob: User) -> None:
    browser = staff(bob, "view_clientprofile")
    assert ask(browser, GOOD, page="/admin/").status_code == 403


def test_a_stranger_is_sent_to_sign_in(charlie: User) -> None:
    answer = signed_in(charlie).get(MATCHES)
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={MATCHES}")


def test_it_holds_to_csrf(admin: Client) -> None:
    assert admin.post(MATCHES, {"redirect_uris": GOOD, "kind": "web"}).status_code == 403


def test_it_is_asked_by_post(admin: Client) -> None:
    answer = admin.get(MATCHES)
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_the_field_says_where_to_ask_and_for_which_type(admin: Client, native_app: App) -> None:
    for page, kind in ((ADD, "web"), (page_of(native_app), "native")):
        shown = admin.get(page).content.decode()
        assert f'data-matches="{MATCHES}"' in shown
        assert f'data-kind="{kind}"' in shown
        assert 'hub_oauth/matches.js" defer' in shown
