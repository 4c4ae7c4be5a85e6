"""What was read of an app before another change of it is not written over that change."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User

from hub_oauth import clients
from hub_oauth.audit import SYSTEM, Act
from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientProfile
from tests.support.app import App, authorize_params
from tests.support.flow import ask, connect, signed_in
from tests.support.registry import application_of, change


@pytest.fixture
def stale(web_app: App) -> Application:
    """The app as somebody has it in hand while others change it."""
    return application_of(web_app)


@pytest.mark.yardstick("E16")
def test_a_new_name_sent_twice_is_asked_about_all_the_same(alice: User, web_app: App, stale: Application) -> None:
    connect(alice, web_app)
    change(web_app, name="Acme Anew")
    stale.name = "Acme Anew"
    clients.change(stale, stale.hub_profile, act=SYSTEM)
    page = ask(signed_in(alice), authorize_params(web_app))
    assert (page.status_code, b"Acme Anew" in page.content) == (200, True)


def test_who_gave_a_badge_stays(alice: User, web_app: App, stale: Application) -> None:
    application, now = application_of(web_app), stale.now
    application.hub_profile.verified_at, application.hub_profile.first_party = now, True
    clients.change(application, application.hub_profile, act=Act(actor=alice))
    stale.hub_profile.verified_at, stale.hub_profile.first_party = now, True
    clients.change(stale, stale.hub_profile, act=SYSTEM)
    profile = ClientProfile.objects.get()
    assert (profile.verified_by, profile.first_party_by) == (alice, alice)
    assert profile.first_party_at is not None
