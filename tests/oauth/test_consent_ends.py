"""The end of a consent, as the person chooses it: everything below it ends no later."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.signing import Signer

from hub_oauth.models import Consent, Grant
from tests.support.answers import ME, call, error_of
from tests.support.app import App, Tokens, authorize_params, code_of
from tests.support.flow import answer, ask, code_for, connect, consent, redeem, refresh, signed_in
from tests.support.html import form_with
from tests.support.refusals import assert_error_page, assert_nothing_issued
from tests.support.registry import change
from tests.support.rows import events, nothing_changes, the_grant
from tests.support.time import age

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def connect_for(user: User, app: App, ends: str, **over: str | None) -> Tokens:
    response = redeem(
        app, code_of(consent(signed_in(user), authorize_params(app, prompt="consent", **over), ends=ends))
    )
    assert response.status_code == 200, response.content
    tokens: Tokens = response.json()
    return tokens


def form_of(user: User, app: App) -> Any:
    page = ask(signed_in(user), authorize_params(app, prompt="consent"))
    return form_with(page.content.decode(), "request")


def offered(user: User, app: App) -> list[str]:
    shown: dict[str, Any] = Signer(salt="hub_oauth.consent").unsign_object(form_of(user, app).fields["request"])
    return list(shown["ends"])


def test_an_hour_a_day_thirty_days_and_no_end_are_offered(alice: User, web_app: App) -> None:
    assert offered(alice, web_app) == ["3600", "86400", "2592000", "open"]
    assert form_of(alice, web_app).values["ends"] == ["open"]


def test_without_an_end_nothing_is_capped(alice: User, web_app: App) -> None:
    connect_for(alice, web_app, "open")
    assert Consent.objects.get().ends_at is None
    assert the_grant().absolute_expires_at == the_grant().created_at + timedelta(days=180)


def test_the_end_counts_from_allow(alice: User, web_app: App) -> None:
    connect_for(alice, web_app, "86400")
    kept = Consent.objects.get()
    assert kept.ends_at == kept.granted_at + DAY
    assert the_grant().absolute_expires_at == the_grant().idle_expires_at == kept.ends_at


def test_tokens_say_how_short_they_live(alice: User, web_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "CONSENT_DURATIONS": (600, None)}
    assert 590 <= connect_for(alice, web_app, "600")["expires_in"] <= 600


@pytest.mark.parametrize("ends", ["7200", "0", "-1", "3600 ", "kept", "None", "", "null"])
def test_an_end_that_was_not_offered_is_tampering(ends: str, alice: User, web_app: App) -> None:
    response = consent(signed_in(alice), authorize_params(web_app), ends=ends)
    assert_error_page(response, "form_tampered")


def test_cancel_needs_a_sound_form_too(alice: User, web_app: App) -> None:
    assert_error_page(consent(signed_in(alice), authorize_params(web_app), "deny", ends="7200"), "form_tampered")


def test_a_host_may_offer_others(alice: User, web_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "CONSENT_DURATIONS": (90, 5400)}
    assert offered(alice, web_app) == ["90", "5400"]
    page = ask(signed_in(alice), authorize_params(web_app)).content.decode()
    assert "2 minutes" in page
    assert "90 minutes" in page


def test_a_single_one_is_no_question(alice: User, web_app: App, settings: Any) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "CONSENT_DURATIONS": (3600,)}
    assert b"How long" not in ask(signed_in(alice), authorize_params(web_app)).content
    connect(alice, web_app)
    assert Consent.objects.get().ends_at == Consent.objects.get().granted_at + HOUR


def test_asked_again_the_end_there_is_stays_unless_changed(alice: User, web_app: App) -> None:
    connect_for(alice, web_app, "86400")
    before = Consent.objects.get().ends_at
    page = ask(signed_in(alice), authorize_params(web_app, prompt="consent"))
    assert form_with(page.content.decode(), "request").values["ends"] == ["kept"]
    assert b", as now" in page.content
    connect(alice, web_app)
    assert Consent.objects.get().ends_at == before


def test_a_later_end_replaces_the_earlier_one(alice: User, web_app: App) -> None:
    connect_for(alice, web_app, "3600")
    connect_for(alice, web_app, "86400")
    kept = Consent.objects.get()
    assert kept.ends_at == kept.updated_at + DAY
    old, new = Grant.objects.order_by("pk")
    assert old.absolute_expires_at < new.absolute_expires_at == kept.ends_at


def test_an_end_can_be_taken_away(alice: User, web_app: App) -> None:
    connect_for(alice, web_app, "3600")
    connect_for(alice, web_app, "open")
    assert Consent.objects.get().ends_at is None


def test_an_earlier_end_caps_what_lives_already(alice: User, web_app: App) -> None:
    first = connect_for(alice, web_app, "open")
    code = code_for(alice, web_app, prompt="consent")
    connect_for(alice, web_app, "3600")
    end = Consent.objects.get().ends_at
    assert end is not None
    connected, waiting, _ = Grant.objects.order_by("pk")
    assert connected.absolute_expires_at == connected.idle_expires_at == end
    assert connected.access_expires_at is not None
    assert connected.access_expires_at <= end
    assert (waiting.absolute_expires_at, waiting.access_expires_at) == (end, None)
    assert redeem(web_app, code).status_code == 200
    assert refresh(web_app, first["refresh_token"]).status_code == 200
    connected.refresh_from_db()
    assert connected.idle_expires_at == end


def test_an_earlier_end_leaves_grants_of_others_alone(alice: User, bob: User, web_app: App, spa_app: App) -> None:
    connect(bob, web_app)
    connect(alice, spa_app)
    before = list(Grant.objects.order_by("pk").values())
    connect_for(alice, web_app, "3600")
    assert list(Grant.objects.order_by("pk").values())[:2] == before


def test_what_has_ended_stays_as_it_ended(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    Grant.objects.update(ended_at=the_grant().created_at, end_reason=Grant.End.REVOKED)
    before = Grant.objects.values().get()
    connect_for(alice, web_app, "3600")
    assert Grant.objects.order_by("pk").values()[0] == before


def test_no_refresh_outlives_the_end(alice: User, web_app: App) -> None:
    """Close to the end the pair is as short as what is left; past it there is none."""
    first = connect_for(alice, web_app, "3600")
    let_pass(minutes=59)
    second = refresh(web_app, first["refresh_token"])
    assert second.status_code == 200
    assert second.json()["expires_in"] <= 60
    assert the_grant().access_expires_at == the_grant().idle_expires_at == Consent.objects.get().ends_at
    let_pass(minutes=1)
    with nothing_changes():
        assert error_of(refresh(web_app, second.json()["refresh_token"])) == (400, "invalid_grant")
        assert call(ME, second.json()["access_token"]).status_code == 401


def let_pass(**delta: float) -> None:
    age(Consent.objects.get(), **delta)
    age(the_grant(), **delta)


def test_past_its_end_a_consent_is_replaced_and_never_widened(alice: User, web_app: App) -> None:
    connect_for(alice, web_app, "3600")
    old = Consent.objects.get()
    let_pass(minutes=61)
    connect_for(alice, web_app, "open", scope="profile:read")
    new = Consent.objects.get(revoked_at=None)
    old.refresh_from_db()
    assert (old.revoked_reason, old.scope_names) == (Consent.Reason.EXPIRED, ("profile:read", "teams:read"))
    assert (new.scope_names, new.ends_at) == (("profile:read",), None)
    assert len(events("consent.expired")) == 1


def test_an_end_to_be_kept_that_came_meanwhile_makes_the_page_out_of_date(alice: User, web_app: App) -> None:
    connect_for(alice, web_app, "3600")
    browser = signed_in(alice)
    page = ask(browser, authorize_params(web_app, prompt="consent"))
    signer = Signer(salt="hub_oauth.consent")
    shown = signer.unsign_object(form_with(page.content.decode(), "request").fields["request"])
    shown["ends"]["kept"] = Consent.objects.get().granted_at.isoformat()
    with nothing_changes():
        assert answer(browser, page, request=signer.sign_object(shown)).status_code == 400


def test_the_end_shown_is_the_end_kept(alice: User, web_app: App) -> None:
    """Another tab chose no end meanwhile; this one still says what it showed."""
    connect_for(alice, web_app, "86400")
    end, browser = Consent.objects.get().ends_at, signed_in(alice)
    page = ask(browser, authorize_params(web_app, prompt="consent"))
    connect_for(alice, web_app, "open")
    assert code_of(answer(browser, page))
    assert Consent.objects.get().ends_at == end


def test_skipping_the_page_changes_no_end(alice: User, web_app: App) -> None:
    connect_for(alice, web_app, "86400")
    end = Consent.objects.get().ends_at
    assert code_of(ask(signed_in(alice), authorize_params(web_app)))
    assert Consent.objects.get().ends_at == end
    assert Grant.objects.order_by("pk")[1].absolute_expires_at == end


def test_a_form_of_before_a_change_of_identity_sets_no_end(alice: User, web_app: App) -> None:
    browser = signed_in(alice)
    page = ask(browser, authorize_params(web_app))
    change(web_app, name="Acme Plans")
    assert_error_page(answer(browser, page, ends="3600"), "form_expired")
    assert_nothing_issued()
