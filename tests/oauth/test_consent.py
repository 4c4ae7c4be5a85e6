"""What the person's decision does."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth.conf import conf
from hub_oauth.models import AuditEvent, Consent, Grant
from tests.support import factories
from tests.support.app import READ_SCOPES, STATE, App, answer_of, authorize_params, code_of
from tests.support.flow import answer, ask, code_for, consent, redeem, signed_in
from tests.support.refusals import assert_sent_back
from tests.support.rows import events, the_grant

ALL = ("profile:read", "teams:read", "teams:write")


@pytest.mark.yardstick("D1", "E14")
def test_allow_goes_back_with_code_state_and_issuer(alice: User, web_app: App) -> None:
    response = consent(signed_in(alice), authorize_params(web_app))
    assert response.status_code == 303
    assert response.headers["Location"].startswith(web_app.redirect_uri + "?code=hub_ac_")
    assert answer_of(response) == {"code": code_of(response), "state": STATE, "iss": conf.issuer}


def test_query_of_the_redirect_uri_stays_in_front(alice: User) -> None:
    app = factories.web_app(redirect_uri="https://app.example/cb?tenant=a%20b")
    response = consent(signed_in(alice), authorize_params(app))
    assert response.headers["Location"].startswith("https://app.example/cb?tenant=a%20b&code=hub_ac_")


def test_allow_reaches_an_app_by_its_own_scheme(alice: User) -> None:
    app = factories.native_app(redirect_uri="com.example.desk:/cb")
    response = consent(signed_in(alice), authorize_params(app))
    assert response.headers["Location"].startswith("com.example.desk:/cb?code=hub_ac_")


def test_allow_writes_consent_grant_and_audit(alice: User, web_app: App) -> None:
    code_for(alice, web_app)
    written, grant = Consent.objects.get(), the_grant()
    assert (written.user, written.application.client_id) == (alice, web_app.client_id)
    assert written.scope_names == grant.scope_names == web_app.scopes
    assert (grant.consent, grant.user, grant.redirect_uri) == (written, alice, web_app.redirect_uri)
    [event] = events("consent.granted")
    assert (event.actor_id, event.client_id, event.outcome) == (str(alice.pk), web_app.client_id, "done")
    assert event.details == {"scope": "profile:read teams:read"}


@pytest.mark.yardstick("D1")
def test_deny_goes_back_and_issues_nothing(alice: User, web_app: App) -> None:
    response = consent(signed_in(alice), authorize_params(web_app), "deny")
    assert_sent_back(response, web_app, "access_denied", "access_denied")
    [event] = events("consent.denied")
    assert (event.user_id, event.outcome) == (str(alice.pk), AuditEvent.Outcome.REFUSED)


@pytest.mark.yardstick("L6")
def test_code_is_kept_as_a_digest(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    everything = [*Grant.objects.values(), *Consent.objects.values(), *AuditEvent.objects.values()]
    assert code not in repr(everything)
    assert code.removeprefix("hub_ac_") not in repr(everything)


@pytest.mark.yardstick("F7")
def test_optional_scope_left_ticked_is_granted(alice: User) -> None:
    app = factories.web_app(optional_scopes=["teams:read"])
    response = consent(signed_in(alice), authorize_params(app), scope=["teams:read"])
    assert redeem(app, code_of(response)).json()["scope"] == "profile:read teams:read"


@pytest.mark.yardstick("F7")
def test_optional_scope_unticked_is_not_granted(alice: User) -> None:
    app = factories.web_app(optional_scopes=["teams:read"])
    tokens = redeem(app, code_of(consent(signed_in(alice), authorize_params(app), scope=[]))).json()
    assert tokens["scope"] == "profile:read"
    assert Consent.objects.get().scope_names == ("profile:read",)


def test_allowing_nothing_at_all_is_cancelling(alice: User) -> None:
    app = factories.web_app(optional_scopes=READ_SCOPES)
    response = consent(signed_in(alice), authorize_params(app), scope=[])
    assert_sent_back(response, app, "access_denied", "access_denied")


def test_scope_unticked_before_is_offered_again(alice: User) -> None:
    app = factories.web_app(optional_scopes=["teams:read"])
    consent(signed_in(alice), authorize_params(app), scope=[])
    assert ask(signed_in(alice), authorize_params(app)).status_code == 200


def test_what_another_person_allowed_says_nothing(alice: User, bob: User, web_app: App) -> None:
    code_for(alice, web_app)
    page = ask(signed_in(bob), authorize_params(web_app))
    assert answer(signed_in(alice), page).status_code == 403  # another browser's CSRF token
    assert Grant.objects.count() == 1
