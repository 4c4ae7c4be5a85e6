"""Turning an app off suspends it from the next request on; turning it on restores what has not run out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db.models import ProtectedError

from hub_oauth import clients, secrets
from hub_oauth.audit import SYSTEM, Act
from hub_oauth.models import ClientProfile, ClientSecret
from tests.support.answers import error_of, opens_api
from tests.support.app import App, authorize_params, code_of
from tests.support.flow import ask, code_for, connect, redeem, refresh, signed_in
from tests.support.registry import application_of, disable, enable
from tests.support.rows import events, nothing_changes


@pytest.mark.yardstick("G13", "I9", "C10")
def test_nothing_of_it_works(alice: User, web_app: App) -> None:
    tokens, code = connect(alice, web_app), code_for(alice, web_app)
    disable(web_app)
    assert not opens_api(tokens)
    assert error_of(redeem(web_app, code)) == (401, "invalid_client")
    assert error_of(refresh(web_app, tokens["refresh_token"])) == (401, "invalid_client")
    assert ask(signed_in(alice), authorize_params(web_app)).status_code == 400


@pytest.mark.yardstick("G13")
def test_a_deleted_app_is_unknown_everywhere(alice: User, web_app: App) -> None:
    application_of(web_app).delete()
    assert error_of(refresh(web_app, "hub_rt_x")) == (401, "invalid_client")
    response = ask(signed_in(alice), authorize_params(web_app))
    assert response.status_code == 400
    assert "Location" not in response.headers


@pytest.mark.parametrize(
    "verb",
    [
        clients.disable,
        clients.enable,
        secrets.create,
        lambda application, act: clients.change(application, application.hub_profile, act=act),
    ],
    ids=["disable", "enable", "secret", "change"],
)
def test_what_is_done_to_an_app_that_is_gone_is_refused(web_app: App, verb: Callable[..., object]) -> None:
    before = application_of(web_app)
    application_of(web_app).delete()
    with nothing_changes(), pytest.raises(ClientProfile.DoesNotExist):
        verb(before, act=SYSTEM)


def test_a_secret_that_is_gone_is_not_revoked(web_app: App) -> None:
    before = ClientSecret.objects.get(application__client_id=web_app.client_id)
    application_of(web_app).delete()
    with nothing_changes(), pytest.raises(ClientSecret.DoesNotExist):
        secrets.revoke(before, act=SYSTEM)


@pytest.mark.yardstick("G13")
def test_an_app_with_grants_is_not_deleted_but_turned_off(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    with pytest.raises(ProtectedError):
        application_of(web_app).delete()
    assert opens_api(tokens)


def test_other_apps_go_on(alice: User, web_app: App, spa_app: App) -> None:
    tokens = connect(alice, spa_app)
    disable(web_app)
    assert opens_api(tokens)


def test_turning_it_on_restores_everything(alice: User, web_app: App) -> None:
    tokens, code = connect(alice, web_app), code_for(alice, web_app)
    disable(web_app)
    enable(web_app)
    assert opens_api(tokens)
    assert redeem(web_app, code).status_code == 200
    assert refresh(web_app, tokens["refresh_token"]).status_code == 200
    assert code_of(ask(signed_in(alice), authorize_params(web_app)))


def test_both_are_audited_once(alice: User, web_app: App) -> None:
    application = application_of(web_app)
    for _ in range(2):
        clients.disable(application, act=Act(actor=alice), reason="stolen secret")
    for _ in range(2):
        clients.enable(application, act=Act(actor=alice))
    found = events("client.disabled", "client.enabled")
    assert [(event.event, event.reason, event.actor_id) for event in found] == [
        ("client.disabled", "stolen secret", str(alice.pk)),
        ("client.enabled", "", str(alice.pk)),
    ]


def test_reason_goes_when_it_is_turned_on(web_app: App) -> None:
    disable(web_app, reason="stolen secret")
    enable(web_app)
    assert application_of(web_app).hub_profile.disabled_reason == ""
