"""An app that sends people round in circles is stopped by the page, even where it could be skipped."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.models import Grant
from tests.support.app import App, authorize_params, code_of
from tests.support.asking import assert_asked, assert_skipped
from tests.support.flow import answer, ask, code_for, signed_in
from tests.support.refusals import assert_tells

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """No hour ends while a test counts."""
    monkeypatch.setattr("hub_oauth.tallies.now", lambda: 3600)


@pytest.fixture
def round_and_round(alice: User, web_app: App) -> None:
    """Ten codes without a page within the hour."""
    code_for(alice, web_app)
    for _ in range(10):
        assert_skipped(alice, web_app)


@pytest.mark.usefixtures("round_and_round")
def test_the_eleventh_time_the_page_is_shown(alice: User, web_app: App) -> None:
    browser, before = signed_in(alice), Grant.objects.count()
    page = ask(browser, authorize_params(web_app))
    assert page.status_code == 200
    assert Grant.objects.count() == before
    assert code_of(answer(browser, page))
    assert_asked(alice, web_app)


@pytest.mark.usefixtures("round_and_round")
def test_an_app_that_shows_no_page_is_told(alice: User, web_app: App) -> None:
    response = ask(signed_in(alice), authorize_params(web_app, prompt="none"))
    assert_tells(response, web_app, "consent_required", "consent_required")


@pytest.mark.usefixtures("round_and_round")
def test_other_people_and_other_apps_are_not_counted(alice: User, bob: User, web_app: App, spa_app: App) -> None:
    code_for(bob, web_app)
    code_for(alice, spa_app)
    assert_skipped(bob, web_app)
    assert_skipped(alice, spa_app)


def test_looking_does_not_count(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    browser: Client = signed_in(alice)
    for _ in range(11):
        browser.head("/api/oauth/authorize", authorize_params(web_app))
    assert_skipped(alice, web_app)


def test_a_host_may_count_otherwise(alice: User, web_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "THROTTLES": {"authorize.skips": "1/h"}}
    code_for(alice, web_app)
    assert_skipped(alice, web_app)
    assert_asked(alice, web_app)
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "THROTTLES": {"authorize.skips": None}}
    assert_skipped(alice, web_app)
