"""Apps of the site itself: the flag names them as such, and loosens no clause of the skip rule."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from hub_oauth.models import ClientProfile
from tests.support import factories
from tests.support.app import App, answer_of, authorize_params
from tests.support.flow import ask, code_for, signed_in
from tests.support.refusals import assert_nothing_issued


@pytest.fixture
def own_app(db: None) -> App:
    return factories.web_app(first_party=True)


@pytest.mark.yardstick("E9")
def test_person_is_asked_the_first_time(alice: User, own_app: App) -> None:
    assert ask(signed_in(alice), authorize_params(own_app)).status_code == 200
    silent = ask(signed_in(alice), authorize_params(own_app, prompt="none"))
    assert answer_of(silent)["error"] == "consent_required"
    assert_nothing_issued()


def test_page_is_skipped_as_for_any_other(alice: User, own_app: App) -> None:
    code_for(alice, own_app)
    assert "code" in answer_of(ask(signed_in(alice), authorize_params(own_app)))


@pytest.mark.yardstick("E9")
def test_native_app_can_not_be_one(native_app: App) -> None:
    with pytest.raises(IntegrityError):
        ClientProfile.objects.update(first_party=True)


def test_page_says_who_made_it(alice: User, own_app: App) -> None:
    page = ask(signed_in(alice), authorize_params(own_app)).content.decode()
    assert "Made by Hub" in page
    assert "has not checked this app" not in page
