from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.models import Consent
from tests.support.answers import opens_api
from tests.support.app import App
from tests.support.connections import connect_many, names_on
from tests.support.flow import connect, signed_in
from tests.support.registry import disable
from tests.support.rows import nothing_changes
from tests.support.statements import at_most
from tests.support.time import age

APPS = "/account/apps"


def path_of(app: App) -> str:
    return f"{APPS}/{app.client_id}/remove"


def listed(user: User) -> str:
    return signed_in(user).get(APPS).content.decode()


def test_list_is_empty_at_first(alice: User) -> None:
    assert "No apps can use your account." in listed(alice)


def test_list_says_which_app_can_do_what(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    page = listed(alice)
    assert "Acme Planner" in page
    assert "See your profile" in page
    assert "See your teams" in page
    assert "Change who is in your teams" not in page
    assert f'href="{path_of(web_app)}"' in page


def test_list_is_one_row_an_app(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    connect(alice, web_app)
    assert listed(alice).count(path_of(web_app)) == 1


def test_list_holds_nobody_elses_apps(alice: User, bob: User, web_app: App) -> None:
    connect(bob, web_app)
    assert "Acme Planner" not in listed(alice)


def test_list_holds_no_app_whose_consent_is_over(alice: User, web_app: App, spa_app: App) -> None:
    for app in (web_app, spa_app):
        connect(alice, app)
    removed, ended = Consent.objects.order_by("pk")
    withdrawals.withdraw(removed, reason=Consent.Reason.REMOVED, act=SYSTEM)
    Consent.objects.filter(pk=ended.pk).update(ends_at=ended.granted_at)
    assert "No apps can use your account." in listed(alice)


def test_list_holds_an_app_that_is_turned_off(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    disable(web_app)
    assert "Acme Planner" in listed(alice)


def test_list_says_when_an_app_was_last_used(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    Consent.objects.update(last_used_at=None)
    assert "Not used yet" in listed(alice)
    assert opens_api(tokens)
    assert "Last used today" in listed(alice)


@pytest.mark.parametrize(
    ("days", "words"), [(1, "Last used yesterday"), (2, "Last used 2 days ago"), (30, "30 days"), (400, "Last used ")]
)
def test_last_use_is_told_to_the_day(days: int, words: str, alice: User, web_app: App) -> None:
    assert opens_api(connect(alice, web_app))
    age(Consent.objects.get(), days=days)
    page = listed(alice)
    assert words in page
    assert ":" not in re.findall(r"<p>(Last used[^<]*)</p>", page)[0]


@pytest.mark.parametrize(("days", "marked"), [(89, False), (91, True)])
def test_an_app_that_nobody_used_for_90_days_is_marked(days: int, marked: bool, alice: User, web_app: App) -> None:
    assert opens_api(connect(alice, web_app))
    age(Consent.objects.get(), days=days)
    assert ("Unused for 90 days" in listed(alice)) is marked


def test_an_app_that_was_never_used_is_marked_by_when_it_was_connected(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    Consent.objects.update(last_used_at=None)
    age(Consent.objects.get(), days=91)
    assert "Unused for 90 days" in listed(alice)


def test_actions_have_names_of_their_own(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    page = listed(alice)
    assert 'Remove access<span class="visually-hidden"> for Acme Planner</span>' in page
    assert 'Details<span class="visually-hidden"> of Acme Planner</span>' in page


def test_app_used_last_comes_first(alice: User, web_app: App, spa_app: App) -> None:
    for app in (web_app, spa_app):
        connect(alice, app)
    age(Consent.objects.get(application__client_id=spa_app.client_id), days=1)
    page = listed(alice)
    assert page.index("Acme Planner") < page.index("Acme Board")


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_list_is_only_read(method: str, alice: User) -> None:
    assert getattr(Client(), method)(APPS).status_code == 405


def test_visitor_signs_in_first(web_app: App) -> None:
    assert Client().get(APPS).headers["Location"] == "/login?next=/account/apps"
    assert Client().get(path_of(web_app)).headers["Location"].startswith("/login?next=/account/apps/")


@pytest.mark.parametrize(("count", "searched"), [(10, False), (11, True)])
def test_more_than_ten_can_be_searched(count: int, searched: bool, alice: User) -> None:
    connect_many(alice, count)
    assert ('type="search"' in listed(alice)) is searched


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("acme 7", ["Acme 7"]),
        ("publisher 3", ["Acme 3"]),
        ("  ACME 10 ", ["Acme 10"]),
        ("nothing like this", []),
        ("%", []),
        ("\0", []),
        ("x" * 9999, []),
        ("<script>", []),
    ],
)
def test_search_finds_by_name_and_publisher(query: str, names: list[str], alice: User) -> None:
    connect_many(alice, 11)
    response = signed_in(alice).get(APPS, {"q": query})
    assert response.status_code == 200
    page = response.content.decode()
    assert names_on(page) == names
    assert "<script>" not in page


def test_an_empty_search_finds_all(alice: User) -> None:
    connect_many(alice, 11)
    assert len(names_on(signed_in(alice).get(APPS, {"q": " "}).content.decode())) == 11


def test_who_looks_at_some_is_not_offered_to_remove_all(alice: User) -> None:
    connect_many(alice, 11)
    browser, path = signed_in(alice), f'href="{APPS}/all/remove"'
    assert path in browser.get(APPS).content.decode()
    assert path not in browser.get(APPS, {"q": "acme 7"}).content.decode()


def test_list_asks_as_often_for_fifty_apps_as_for_one(alice: User) -> None:
    browser = signed_in(alice)
    for count in (1, 49):
        connect_many(alice, count)
        with at_most(4):  # session, person, keys of all consents, consents of a page
            assert browser.get(APPS).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["", "/removed", "/all/remove", "/{client_id}", "/{client_id}/remove", "/{client_id}/not-me"],
)
def test_authorization_header_is_refused(path: str, alice: User, web_app: App) -> None:
    connect(alice, web_app)
    address = APPS + path.format(client_id=web_app.client_id)
    with nothing_changes():
        response = signed_in(alice).get(address, headers={"Authorization": "Bearer x"})
    assert response.status_code == 400
