from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import ProtectedError

from hub_oauth import clients
from hub_oauth.audit import SYSTEM
from tests.support.app import App
from tests.support.flow import connect
from tests.support.registry import application_of, change, disable
from tests.support.rows import events


def test_change_holds_to_the_same_rules(web_app: App) -> None:
    with pytest.raises(ValidationError):
        change(web_app, redirect_uris="http://app.example/cb")
    assert application_of(web_app).redirect_uris == web_app.redirect_uri
    assert not events("client.changed")


def test_change_of_kind_changes_whether_there_is_a_secret(web_app: App) -> None:
    change(web_app, kind="spa")
    assert application_of(web_app).client_type == "public"


def test_change_begun_before_turns_no_app_on_again(web_app: App) -> None:
    application = application_of(web_app)
    disable(web_app, reason="stolen secret")
    clients.change(application, application.hub_profile, act=SYSTEM)
    profile = application_of(web_app).hub_profile
    assert (profile.enabled, profile.disabled_reason) == (False, "stolen secret")


def test_app_that_was_used_can_not_be_deleted(alice: User, web_app: App) -> None:
    connect(alice, web_app)
    with pytest.raises(ProtectedError):
        application_of(web_app).delete()
