"""max_age, login_hint, and scopes that are given only shortly after signing in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import scopes as registry
from hub_oauth.scopes import Scope
from tests.support import factories
from tests.support.app import App, authorize_params, code_of
from tests.support.factories import PASSWORD
from tests.support.flow import answer, ask, code_for, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_nothing_issued, assert_sent_back, assert_tells

SIGN_IN_AGAIN, CONSENT = "hub_oauth/sign_in_again.html", "hub_oauth/consent.html"
MARK = "hub_signed_in_at"


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def strict_app(db: None, monkeypatch: pytest.MonkeyPatch) -> App:
    """It asks for a scope that a host registered as one for those who just signed in."""
    vault = Scope(
        "vault:open", "Open your vault", "What is in it.", "manage", sensitive=True, requires_recent_login=True
    )
    monkeypatch.setitem(registry._registry, vault.name, vault)
    return factories.web_app(scopes=["profile:read", vault.name])


def shown(page: Any) -> str:
    return str(next(template.name for template in page.templates))


def signed_in_before(browser: Client, **delta: float) -> None:
    """Let time pass since the sign-in."""
    session = browser.session
    session[MARK] = (datetime.fromisoformat(session[MARK]) - timedelta(**delta)).isoformat()
    session.save()


def sign_in_again(browser: Client, page: Any, user: User) -> Any:
    form = form_with(page.content.decode(), "next")
    return sign_in(browser, browser.post(form.action, form.fields).headers["Location"], user)


def sign_in(browser: Client, address: str, user: User) -> Any:
    """On the host's page; gives the page that it leads to."""
    form = form_with(browser.get(address).content.decode(), "username").fields
    sent = {**form, "username": user.username, "password": PASSWORD}
    return browser.get(browser.post(address, sent).headers["Location"])


class TestMaxAge:
    def test_a_sign_in_that_is_young_enough_counts(self, browser: Client, web_app: App) -> None:
        signed_in_before(browser, seconds=50)
        assert shown(ask(browser, authorize_params(web_app, max_age="60"))) == CONSENT

    def test_an_older_one_does_not(self, browser: Client, web_app: App) -> None:
        signed_in_before(browser, seconds=61)
        assert shown(ask(browser, authorize_params(web_app, max_age="60"))) == SIGN_IN_AGAIN
        assert_nothing_issued()

    def test_one_that_nobody_remembers_does_not(self, browser: Client, web_app: App) -> None:
        session = browser.session
        del session[MARK]
        session.save()
        assert shown(ask(browser, authorize_params(web_app, max_age="60"))) == SIGN_IN_AGAIN
        assert shown(ask(browser, authorize_params(web_app))) == CONSENT

    def test_signing_in_again_leads_to_the_page(self, alice: User, browser: Client, web_app: App) -> None:
        signed_in_before(browser, days=1)
        page = sign_in_again(browser, ask(browser, authorize_params(web_app, max_age="60")), alice)
        assert shown(page) == CONSENT
        assert code_of(answer(browser, page))

    def test_zero_always_asks_and_once(self, alice: User, browser: Client, web_app: App) -> None:
        page = ask(browser, authorize_params(web_app, max_age="0"))
        assert shown(page) == SIGN_IN_AGAIN
        assert shown(sign_in_again(browser, page, alice)) == CONSENT

    def test_a_visitor_signs_in_once(self, alice: User, web_app: App) -> None:
        visitor = Client(enforce_csrf_checks=True)
        address = ask(visitor, authorize_params(web_app, max_age="0")).headers["Location"]
        assert shown(sign_in(visitor, address, alice)) == CONSENT

    def test_a_sign_in_on_the_way_gets_as_old_as_any(self, alice: User, web_app: App) -> None:
        asked = authorize_params(web_app, max_age="60")
        visitor = Client(enforce_csrf_checks=True)
        assert shown(sign_in(visitor, ask(visitor, asked).headers["Location"], alice)) == CONSENT
        signed_in_before(visitor, hours=1)
        assert shown(ask(visitor, asked)) == SIGN_IN_AGAIN

    def test_it_asks_where_the_page_could_be_skipped(self, alice: User, browser: Client, web_app: App) -> None:
        code_for(alice, web_app)
        signed_in_before(browser, hours=1)
        assert shown(ask(browser, authorize_params(web_app, max_age="60"))) == SIGN_IN_AGAIN

    def test_without_asking_the_app_is_told(self, alice: User, browser: Client, web_app: App) -> None:
        code_for(alice, web_app)
        signed_in_before(browser, hours=1)
        response = ask(browser, authorize_params(web_app, max_age="60", prompt="none"))
        assert_tells(response, web_app, "login_required", "login_required")

    @pytest.mark.parametrize("max_age", ["-1", "1.5", "1e3", " 60", "+60", "sixty", "٦٠", "9" * 11])
    def test_anything_but_digits_is_refused(self, max_age: str, browser: Client, web_app: App) -> None:
        response = ask(browser, authorize_params(web_app, max_age=max_age))
        assert_sent_back(response, web_app, "invalid_request", "max_age")

    def test_centuries_are_fine(self, browser: Client, web_app: App) -> None:
        assert shown(ask(browser, authorize_params(web_app, max_age="9" * 10))) == CONSENT


class TestScopes:
    def test_a_recent_sign_in_is_enough(self, browser: Client, strict_app: App) -> None:
        signed_in_before(browser, minutes=14)
        assert shown(ask(browser, authorize_params(strict_app))) == CONSENT

    def test_an_older_one_is_not(self, alice: User, browser: Client, strict_app: App) -> None:
        signed_in_before(browser, minutes=16)
        page = ask(browser, authorize_params(strict_app))
        assert shown(page) == SIGN_IN_AGAIN
        assert b"is given only shortly after signing in" in page.content
        assert code_of(answer(browser, sign_in_again(browser, page, alice)))

    def test_other_scopes_do_not_mind(self, browser: Client, strict_app: App) -> None:
        signed_in_before(browser, days=7)
        assert shown(ask(browser, authorize_params(strict_app, scope="profile:read"))) == CONSENT

    def test_nor_is_a_consent_enough_that_is_there_already(self, alice: User, browser: Client, strict_app: App) -> None:
        code_for(alice, strict_app)
        signed_in_before(browser, minutes=16)
        assert shown(ask(browser, authorize_params(strict_app))) == SIGN_IN_AGAIN
        silent = ask(browser, authorize_params(strict_app, prompt="none"))
        assert_tells(silent, strict_app, "login_required", "login_required")

    def test_no_parameter_loosens_it(self, browser: Client, strict_app: App) -> None:
        signed_in_before(browser, minutes=16)
        assert shown(ask(browser, authorize_params(strict_app, max_age="86400"))) == SIGN_IN_AGAIN

    def test_coming_by_another_account_makes_it_no_younger(self, alice: User, browser: Client, strict_app: App) -> None:
        asked = authorize_params(strict_app)
        assert shown(sign_in_again(browser, ask(browser, asked), alice)) == CONSENT
        signed_in_before(browser, minutes=16)
        assert shown(ask(browser, asked)) == SIGN_IN_AGAIN

    def test_nor_does_a_request_that_waited(self, alice: User, browser: Client, strict_app: App) -> None:
        asked = authorize_params(strict_app, prompt="login")
        form = form_with(ask(browser, asked).content.decode(), "next")
        elsewhere = browser.post(form.action, form.fields).headers["Location"]
        form = form_with(browser.get(elsewhere).content.decode(), "username")
        browser.post(elsewhere, {**form.fields, "username": alice.username, "password": PASSWORD})
        signed_in_before(browser, minutes=16)
        assert shown(ask(browser, asked)) == SIGN_IN_AGAIN

    def test_a_host_says_what_recent_is(self, browser: Client, strict_app: App, settings: Any) -> None:
        settings.HUB_OAUTH = {**settings.HUB_OAUTH, "RECENT_LOGIN": 60}
        signed_in_before(browser, minutes=2)
        assert shown(ask(browser, authorize_params(strict_app))) == SIGN_IN_AGAIN


class TestLoginHint:
    def hint_in(self, address: str) -> list[str]:
        return parse_qs(urlsplit(address).query).get("login_hint", [])

    def test_it_goes_to_the_sign_in_page(self, web_app: App) -> None:
        address = ask(Client(), authorize_params(web_app, login_hint="alice@example.org")).headers["Location"]
        assert address.startswith("/login?")
        assert self.hint_in(address) == ["alice@example.org"]

    def test_it_goes_there_from_a_page_of_ours_too(self, browser: Client, web_app: App) -> None:
        page = ask(browser, authorize_params(web_app, prompt="login", login_hint="bob <b> & co"))
        form = form_with(page.content.decode(), "next")
        assert self.hint_in(browser.post(form.action, form.fields).headers["Location"]) == ["bob <b> & co"]

    def test_it_joins_what_the_address_has(self, web_app: App, settings: Any) -> None:
        settings.LOGIN_URL = "/login?theme=dark"
        address = ask(Client(), authorize_params(web_app, login_hint="alice")).headers["Location"]
        assert parse_qs(urlsplit(address).query)["theme"] == ["dark"]
        assert self.hint_in(address) == ["alice"]

    def test_it_names_nobody_by_itself(self, bob: User, browser: Client, web_app: App) -> None:
        page = ask(browser, authorize_params(web_app, login_hint=bob.username))
        assert b"alice@example.org" in page.content
        assert b"bob@example.org" not in page.content

    @pytest.mark.parametrize("hint", ["x" * 321, "é" * 161])
    def test_a_long_one_is_refused(self, hint: str, browser: Client, web_app: App) -> None:
        response = ask(browser, authorize_params(web_app, login_hint=hint))
        assert_sent_back(response, web_app, "invalid_request", "parameter_too_long")

    def test_a_bad_one_goes_nowhere(self, web_app: App) -> None:
        for bad in ("x" * 321, "\0"):
            address = ask(Client(), authorize_params(web_app, login_hint=bad)).headers["Location"]
            assert self.hint_in(address) == []
