"""Texts of an app are texts on every page that shows them, and no policy of a page lets a script in."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User

from hub_oauth import withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.models import ClientProfile, Consent
from tests.support import factories
from tests.support.admin import APPS, AUDIT, CONSENTS, administrator, page_of
from tests.support.app import App, authorize_params
from tests.support.flow import answer, ask, connect, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("L1")]

NAME = '"><script>alert(1)</script>'
PUBLISHER = "{{ 7*7 }}<img src=x onerror=y>"
PURPOSE = "'-->]]><svg/onload=z>"


@pytest.fixture
def app(db: None) -> App:
    purposes = {"teams:read": PURPOSE}
    return factories.web_app(name=NAME, publisher=PUBLISHER, description=PURPOSE, scope_purposes=purposes)


def assert_only_text(page: str, *shown: str) -> None:
    """No tag that a text brought; the text itself is there, escaped."""
    assert not re.search(r"<(script>|img src=x|svg/)", page)
    assert "49" not in shown
    for text in shown:
        assert text not in page
        assert text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").split("'")[-1][:9] in page


def test_consent(alice: User, app: App) -> None:
    page = ask(signed_in(alice), authorize_params(app)).content.decode()
    assert_only_text(page, PURPOSE)
    assert "&quot;&gt;&lt;script&gt;" in page
    assert "{{ 7*7 }}&lt;img" in page


def test_texts_from_right_to_left_stay_in_their_place(alice: User) -> None:
    """Each in an element of its own with its own direction, so that nothing beside it changes place."""
    name, publisher, purpose = "\u05d9\u05d5\u05de\u05df", "\u05d7\u05d1\u05e8\u05d4", "\u05dc\u05e6\u05d5\u05d5\u05ea"
    app = factories.web_app(name=name, publisher=publisher, scope_purposes={"teams:read": purpose})
    consent = ask(signed_in(alice), authorize_params(app)).content.decode().partition("<body>")[2]
    connect(alice, app)
    apps = signed_in(alice).get("/account/apps").content.decode().partition("<body>")[2]
    for text, page in ((name, consent), (publisher, consent), (purpose, consent), (name, apps), (publisher, apps)):
        isolated = re.findall(rf'<(?:bdi|q) dir="auto">{text}<', page)
        hidden = re.findall(rf'class="visually-hidden">[^<]*{text}', page)
        assert 0 < len(isolated) == page.count(text) - len(hidden)


def test_sign_in_again(alice: User, app: App) -> None:
    assert_only_text(ask(signed_in(alice), authorize_params(app, prompt="login")).content.decode())


def test_connected_apps_and_removing_one(alice: User, app: App) -> None:
    connect(alice, app)
    browser = signed_in(alice)
    one = f"/account/apps/{app.client_id}"
    for path in ("/account/apps", "/account/apps/all/remove", one, f"{one}/remove", f"{one}/not-me"):
        page = browser.get(path).content.decode()
        assert_only_text(page)
        assert "&quot;&gt;&lt;script&gt;" in page


def test_what_is_said_after_removing(alice: User, app: App) -> None:
    connect(alice, app)
    browser = signed_in(alice)
    browser.handler.enforce_csrf_checks = False
    page = browser.post(f"/account/apps/{app.client_id}/remove", follow=True).content.decode()
    assert_only_text(page)
    assert "can no longer use your account" in page


def test_what_is_left_of_a_removed_app(alice: User, app: App) -> None:
    connect(alice, app)
    withdrawals.withdraw(Consent.objects.get(), reason=Consent.Reason.REMOVED, act=SYSTEM)
    for path in ("/account/apps/removed", f"/account/apps/{app.client_id}/not-me"):
        page = signed_in(alice).get(path).content.decode()
        assert_only_text(page)
        assert "&quot;&gt;&lt;script&gt;" in page


def test_an_error_page_about_it(alice: User, app: App) -> None:
    browser = signed_in(alice)
    shown = ask(browser, authorize_params(app))
    ClientProfile.objects.update(website="https://acme.example")
    answer(browser, shown)
    page = answer(browser, shown).content.decode()
    assert_only_text(page)
    assert "Start again from" in page


@pytest.mark.parametrize("path", [APPS, CONSENTS, AUDIT])
def test_lists_of_the_administration(path: str, alice: User, bob: User, app: App) -> None:
    connect(bob, app)
    page = administrator(alice).get(path).content.decode()
    assert_only_text(page)
    assert "&lt;script&gt;" in page


@pytest.mark.parametrize("name", ["change", "secrets", "turn_off", "history"])
def test_pages_of_the_administration(name: str, alice: User, app: App) -> None:
    page = administrator(alice).get(page_of(app, name)).content.decode()
    assert_only_text(page)
    assert "&lt;script&gt;" in page


def test_no_policy_lets_a_script_in(alice: User, app: App) -> None:
    for response in (ask(signed_in(alice), authorize_params(app)), signed_in(alice).get("/account/apps")):
        policy = response.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none';")
        assert "unsafe" not in policy
        assert "script-src" not in policy
