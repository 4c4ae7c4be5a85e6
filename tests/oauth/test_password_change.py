"""A changed password ends the person's grants (ASVS 7.4.3); hashing an old one anew does not."""

from __future__ import annotations

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from hub_oauth.models import Grant
from tests.support.answers import error_of, opens_api
from tests.support.app import App, Tokens
from tests.support.factories import PASSWORD
from tests.support.flow import connect, refresh
from tests.support.rows import the_grant

pytestmark = pytest.mark.django_db


@pytest.mark.yardstick("H7")
def test_a_changed_password(alice: User, web_app: App, tokens: Tokens) -> None:
    alice.set_password("another password altogether")
    alice.save()
    assert the_grant().end_reason == Grant.End.PASSWORD
    assert not opens_api(tokens)
    assert error_of(refresh(web_app, tokens["refresh_token"])) == (400, "invalid_grant")


def test_a_changed_password_of_somebody_else(bob: User, tokens: Tokens) -> None:
    bob.set_password("another password altogether")
    bob.save()
    assert opens_api(tokens)


def test_a_password_that_is_only_hashed_anew(alice: User, web_app: App, settings: Settings) -> None:
    tokens = connect(alice, web_app)
    settings.PASSWORD_HASHERS = [f"{__name__}.QuickPBKDF2", *settings.PASSWORD_HASHERS]
    assert authenticate(username="alice", password=PASSWORD) == alice
    alice.refresh_from_db()
    assert alice.password.startswith("quick_pbkdf2$")
    assert opens_api(tokens)


class QuickPBKDF2(PBKDF2PasswordHasher):
    algorithm = "quick_pbkdf2"
    iterations = 1


def test_a_host_may_let_apps_survive_a_changed_password(alice: User, tokens: Tokens, settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "PASSWORD_CHANGE_ENDS_GRANTS": False}
    alice.set_password("another password altogether")
    alice.save()
    assert opens_api(tokens)
