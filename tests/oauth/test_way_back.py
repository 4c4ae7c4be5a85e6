"""How an answer leads back to the app: by a redirect, by a page with a link, or to the window that opened this one."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support import factories
from tests.support.app import STATE, App, authorize_params, code_of
from tests.support.flow import answer, ask, code_for, redeem, signed_in
from tests.support.html import form_with

OPENER = "Cross-Origin-Opener-Policy"


@pytest.fixture
def browser(alice: User) -> Client:
    return signed_in(alice)


@pytest.fixture
def interstitial(settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "CONSENT_REDIRECT": "interstitial"}


@pytest.fixture
def popups(settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ALLOW_POPUP_CLIENTS": True}


def target_of(page: Any) -> str:
    """Where the page leads: by itself, and by its link."""
    assert page.status_code == 200
    assert "Location" not in page.headers
    text = page.content.decode()
    [by_itself] = re.findall(r'<meta http-equiv="refresh" content="0;url=([^"]*)">', text)
    [by_link] = re.findall(r'<a class="button[^"]*" href="([^"]*)"', text)
    assert by_itself == by_link
    return unescape(by_itself)


class Led:
    """What code_of reads, for a page that leads on."""

    def __init__(self, page: Any) -> None:
        self.headers = {"Location": target_of(page)}


@pytest.mark.usefixtures("interstitial")
@pytest.mark.parametrize("redirect_uri", ["https://app.example/callback?a=1&b='2'", "com.example.desk:/cb"])
def test_a_page_leads_on_to_the_app(redirect_uri: str, browser: Client) -> None:
    make = factories.web_app if redirect_uri.startswith("https") else factories.native_app
    app = make(redirect_uri=redirect_uri)
    page = answer(browser, ask(browser, authorize_params(app)))
    assert target_of(page).startswith(redirect_uri)
    assert "Continue to <bdi" in page.content.decode()
    assert redeem(app, code_of(Led(page))).status_code == 200


@pytest.mark.usefixtures("interstitial")
def test_that_page_holds_no_form_and_no_script(browser: Client, web_app: App) -> None:
    page = answer(browser, ask(browser, authorize_params(web_app)))
    assert page.headers["Content-Security-Policy"].endswith("; form-action 'none'")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Frame-Options"] == "DENY"
    assert b"<script" not in page.content
    assert b"<form" not in page.content


@pytest.mark.usefixtures("interstitial")
def test_cancel_leads_on_too(browser: Client, web_app: App) -> None:
    target = target_of(answer(browser, ask(browser, authorize_params(web_app)), "deny"))
    assert target.startswith(f"{web_app.redirect_uri}?error=access_denied&")


@pytest.mark.usefixtures("interstitial")
def test_what_the_app_sent_is_escaped(browser: Client, web_app: App) -> None:
    page = answer(browser, ask(browser, authorize_params(web_app, state='"><script>')))
    assert b"<script" not in page.content
    assert "state=%22%3E%3Cscript%3E" in target_of(page)


@pytest.mark.usefixtures("interstitial")
def test_where_no_form_was_sent_it_stays_a_redirect(alice: User, browser: Client, web_app: App) -> None:
    code_for_page = answer(browser, ask(browser, authorize_params(web_app)))
    assert code_for_page.status_code == 200
    assert code_of(ask(browser, authorize_params(web_app)))


def test_by_default_it_is_a_redirect(browser: Client, web_app: App) -> None:
    response = answer(browser, ask(browser, authorize_params(web_app)))
    assert response.status_code == 303
    assert f"state={STATE.replace(' ', '%20')}" in response.headers["Location"]


def test_by_default_the_page_lets_go_of_its_opener(browser: Client, web_app: App) -> None:
    page = ask(browser, authorize_params(web_app))
    assert page.headers[OPENER] == answer(browser, page).headers[OPENER] == "same-origin"


@pytest.mark.usefixtures("popups")
def test_a_host_may_let_apps_wait_for_a_popup(alice: User, browser: Client, web_app: App) -> None:
    """On the whole way: each redirect of it would cut the popup off as well."""
    page = ask(browser, authorize_params(web_app, prompt="login"))
    form = form_with(page.content.decode(), "next")
    on_the_way = [page, browser.post(form.action, form.fields), ask(Client(), authorize_params(web_app))]
    again = signed_in(alice)
    consent = ask(again, authorize_params(web_app))
    on_the_way += [
        consent,
        answer(again, consent),
        ask(again, authorize_params(web_app, redirect_uri="https://x.example")),
    ]
    assert {response.headers[OPENER] for response in on_the_way} == {"unsafe-none"}


@pytest.mark.usefixtures("popups")
def test_other_pages_let_go_all_the_same(alice: User, browser: Client, web_app: App) -> None:
    code_for(alice, web_app)
    assert browser.get("/account/apps").headers[OPENER] == "same-origin"
