"""One optional permission taken back: out of the consent and of every grant below it, at once and for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth import withdrawals
from hub_oauth.audit import SYSTEM
from hub_oauth.models import Consent, Grant
from tests.support import factories
from tests.support.answers import ME, TEAMS, call, error_of, opens_api
from tests.support.app import READ_SCOPES, App, Tokens
from tests.support.asking import assert_asked, assert_skipped
from tests.support.flow import code_for, connect, introspect, redeem, refresh, signed_in
from tests.support.html import form_with
from tests.support.rows import events, nothing_changes, the_grant

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("L15")]

PROFILE, TEAM = READ_SCOPES


@pytest.fixture
def app(db: None) -> App:
    """Can do without the teams."""
    return factories.web_app(optional_scopes=[TEAM])


@pytest.fixture
def held(alice: User, app: App) -> Tokens:
    return connect(alice, app)


def page_of(app: App) -> str:
    return f"/account/apps/{app.client_id}"


def take_back(user: User, app: App, scope: str = TEAM) -> Response:
    """Open the page and press the button; scope: another one than it has."""
    browser = signed_in(user)
    form = form_with(browser.get(page_of(app)).content.decode(), "scope")
    return browser.post(form.action, {**form.fields, "scope": scope})


def status_of(path: str, tokens: Tokens) -> int:
    return call(path, tokens["access_token"]).status_code


def test_the_live_token_follows_with_its_next_request(alice: User, app: App, held: Tokens) -> None:
    assert status_of(TEAMS, held) == 200
    take_back(alice, app)
    assert (status_of(TEAMS, held), status_of(ME, held)) == (403, 200)
    assert introspect(app, held["access_token"]).json()["scope"] == PROFILE


def test_the_next_refresh_gets_less(alice: User, app: App, held: Tokens) -> None:
    take_back(alice, app)
    assert refresh(app, held["refresh_token"]).json()["scope"] == PROFILE


def test_a_refresh_that_names_it_is_too_wide(alice: User, app: App, held: Tokens) -> None:
    take_back(alice, app)
    assert error_of(refresh(app, held["refresh_token"], scope=" ".join(READ_SCOPES))) == (400, "invalid_scope")
    assert opens_api(held)


def test_a_code_on_its_way_brings_less(alice: User, app: App, held: Tokens) -> None:
    code = code_for(alice, app)
    take_back(alice, app)
    assert redeem(app, code).json()["scope"] == PROFILE


def test_what_old_tokens_lost_stays_lost_when_it_is_allowed_again(alice: User, app: App, held: Tokens) -> None:
    take_back(alice, app)
    anew = connect(alice, app)
    assert (status_of(TEAMS, anew), status_of(TEAMS, held)) == (200, 403)
    assert refresh(app, held["refresh_token"]).json()["scope"] == PROFILE


def test_the_app_has_to_ask_for_it_again(alice: User, app: App, held: Tokens) -> None:
    take_back(alice, app)
    assert_asked(alice, app)
    assert_skipped(alice, app, scope=PROFILE)


def test_a_refresh_answer_that_got_lost_meanwhile_is_repeated_with_less(alice: User, app: App, held: Tokens) -> None:
    lost = refresh(app, held["refresh_token"]).json()
    take_back(alice, app)
    again = refresh(app, held["refresh_token"]).json()
    assert again == {**lost, "scope": PROFILE}


def test_a_grant_that_held_nothing_else_ends(alice: User, app: App, held: Tokens) -> None:
    alone = connect(alice, app, TEAM)
    take_back(alice, app)
    assert not opens_api(alone)
    assert opens_api(held)
    assert Grant.objects.get(scopes=TEAM).end_reason == Grant.End.CONSENT


def test_the_last_permission_takes_the_consent_with_it(alice: User, app: App) -> None:
    tokens = connect(alice, app, TEAM)
    response = take_back(alice, app)
    assert response.headers["Location"] == "/account/apps"
    assert Consent.objects.get().revoked_reason == Consent.Reason.REMOVED
    assert not opens_api(tokens)


def test_it_is_kept_and_said(alice: User, app: App, held: Tokens) -> None:
    response = take_back(alice, app)
    assert response.headers["Location"] == page_of(app)
    [event] = events("consent.narrowed")
    assert (event.actor_id, event.user_id, event.client_id) == (str(alice.pk), str(alice.pk), app.client_id)
    assert event.details == {"scope": TEAM, "grants": 1}
    assert event.reference


def test_other_people_and_apps_keep_theirs(alice: User, bob: User, app: App, held: Tokens, spa_app: App) -> None:
    kept = [connect(bob, app), connect(alice, spa_app)]
    take_back(alice, app)
    assert [status_of(TEAMS, tokens) for tokens in kept] == [200, 200]


@pytest.mark.parametrize("scope", [PROFILE, "teams:write", "nothing", "", f"{TEAM} {PROFILE}", "\0"])
def test_what_is_not_optional_is_not_found(scope: str, alice: User, app: App, held: Tokens) -> None:
    with nothing_changes():
        assert take_back(alice, app, scope).status_code == 404


def test_what_is_needed_has_no_button(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    assert "Take back" not in signed_in(alice).get(page_of(web_app)).content.decode()


@pytest.mark.yardstick("L14")
def test_it_needs_the_csrf_token(alice: User, app: App, held: Tokens) -> None:
    with nothing_changes():
        assert signed_in(alice).post(f"{page_of(app)}/take-back", {"scope": TEAM}).status_code == 403


@pytest.mark.yardstick("L14")
@pytest.mark.parametrize("method", ["get", "head", "put", "delete"])
def test_it_is_a_post(method: str, alice: User, app: App, held: Tokens) -> None:
    with nothing_changes():
        assert getattr(signed_in(alice), method)(f"{page_of(app)}/take-back").status_code == 405


@pytest.mark.yardstick("L14")
def test_it_is_ones_own(alice: User, bob: User, app: App, held: Tokens) -> None:
    browser = Client()
    browser.force_login(bob)
    with nothing_changes():
        assert browser.post(f"{page_of(app)}/take-back", {"scope": TEAM}).status_code == 404


def test_it_may_be_sent_twice(alice: User, app: App, held: Tokens) -> None:
    consent = Consent.objects.get()
    assert withdrawals.take_back(consent, TEAM, act=SYSTEM)
    with nothing_changes():
        assert not withdrawals.take_back(consent, TEAM, act=SYSTEM)


def test_it_is_not_the_date_of_the_last_allow(alice: User, app: App, held: Tokens) -> None:
    before = Consent.objects.get().updated_at
    take_back(alice, app)
    assert Consent.objects.get().updated_at == before
    assert the_grant().scopes == the_grant().access_scopes == PROFILE
