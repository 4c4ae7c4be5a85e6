"""The page about an app says what in its registration would keep it from working."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import now

from hub_oauth.models import ClientProfile, ClientSecret
from tests.support import factories
from tests.support.admin import administrator, page_of, profile_of, staff
from tests.support.app import App
from tests.support.registry import application_of, disable


@pytest.fixture
def admin(alice: User) -> Client:
    return administrator(alice)


def findings(browser: Client, app: App) -> list[str]:
    response = browser.get(page_of(app, "activity"))
    assert response.status_code == 200
    found: list[str] = response.context["findings"]
    return found


def test_an_app_that_works(admin: Client, web_app: App, spa_app: App, native_app: App) -> None:
    assert findings(admin, web_app) == findings(admin, spa_app) == findings(admin, native_app) == []
    assert "Nothing in it stands in the way" in admin.get(page_of(web_app, "activity")).content.decode()


def test_an_app_that_is_off(admin: Client, web_app: App) -> None:
    disable(web_app)
    assert findings(admin, web_app) == ["The app is turned off: nothing of it works."]


def test_a_secret_that_is_over_or_will_be(admin: Client, web_app: App) -> None:
    ClientSecret.objects.update(expires_at=now() + timedelta(days=1))
    assert "last secret ends on" in findings(admin, web_app)[0]
    ClientSecret.objects.update(expires_at=now() - timedelta(days=1))
    assert findings(admin, web_app) == ["The app has no secret that works, so it can't get tokens."]


def test_a_single_page_app_without_its_origin(admin: Client) -> None:
    app = factories.spa_app(origins=["https://other.example"])
    assert findings(admin, app) == [
        "https://board.example is none of the app's browser origins: its pages there get no token."
    ]


def test_an_address_and_a_permission_that_break_rules_by_now(admin: Client, web_app: App) -> None:
    application = application_of(web_app)
    application.redirect_uris = "http://127.0.0.1:9000/cb"
    application.save()
    ClientProfile.objects.update(allowed_scopes="profile:read gone:read")
    first, second = findings(admin, web_app)
    assert first == "Line 1: 'http://127.0.0.1:9000/cb' must use https; http to the own computer is for native apps."
    assert second.startswith("'gone:read' is not a permission here")


def test_looking_changes_nothing_and_needs_no_more_than_to_see_apps(bob: User, web_app: App) -> None:
    before = list(ClientProfile.objects.values())
    assert findings(staff(bob, "view_clientprofile"), web_app) == []
    assert list(ClientProfile.objects.values()) == before
    assert profile_of(web_app).enabled
