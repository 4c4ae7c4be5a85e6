"""People are asked again when an app is no longer what they allowed (DESIGN: name, publisher, redirect hosts)."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User

from tests.support import factories
from tests.support.app import REDIRECT_URI, App, authorize_params, code_of
from tests.support.flow import ask, code_for, signed_in
from tests.support.registry import change, disable, enable
from tests.support.rows import events, nothing_changes


@pytest.fixture
def app(alice: User) -> App:
    """Alice allowed it."""
    app = factories.web_app(publisher="Acme Ltd", redirect_uris=[REDIRECT_URI, "https://app.example/second"])
    code_for(alice, app)
    return app


CHANGES = {
    "name": {"name": "Acme Plans"},
    "publisher": {"publisher": "Evil Ltd"},
    "no publisher": {"publisher": ""},
    "another host": {"redirect_uris": f"{REDIRECT_URI} https://other.example/cb"},
    "another port": {"redirect_uris": f"{REDIRECT_URI} https://app.example:8443/cb"},
    "a subdomain": {"redirect_uris": f"{REDIRECT_URI} https://www.app.example/cb"},
}


@pytest.mark.parametrize("values", [pytest.param(values, id=name) for name, values in CHANGES.items()])
def test_new_identity_is_asked_about(values: dict[str, str], alice: User, app: App) -> None:
    change(app, **values)
    with nothing_changes():
        assert ask(signed_in(alice), authorize_params(app)).status_code == 200


SAME = {
    "nothing": {},
    "another path on the same host": {"redirect_uris": f"{REDIRECT_URI} https://app.example/third"},
    "one address less on the same host": {"redirect_uris": REDIRECT_URI},
    "another order": {"redirect_uris": f"https://app.example/second {REDIRECT_URI}"},
    "website": {"website": "https://acme.example"},
    "description": {"description": "Plans"},
    "more permissions": {"allowed_scopes": "profile:read teams:read teams:write"},
    "lifetime": {"access_token_lifetime": 60},
}


@pytest.mark.parametrize("values", [pytest.param(values, id=name) for name, values in SAME.items()])
def test_other_changes_are_not(values: dict[str, Any], alice: User, app: App) -> None:
    change(app, **values)
    assert code_of(ask(signed_in(alice), authorize_params(app)))


def test_allowing_the_new_identity_is_enough(alice: User, app: App) -> None:
    change(app, name="Acme Plans")
    code_for(alice, app)
    assert code_of(ask(signed_in(alice), authorize_params(app)))


def test_changing_back_is_a_change_too(alice: User, app: App) -> None:
    change(app, name="Acme Plans")
    change(app, name="Acme Planner")
    assert ask(signed_in(alice), authorize_params(app)).status_code == 200


def test_turning_off_and_on_is_none(alice: User, app: App) -> None:
    disable(app)
    enable(app)
    assert code_of(ask(signed_in(alice), authorize_params(app)))


def test_change_is_audited(app: App) -> None:
    change(app, name="Acme Plans")
    assert [event.client_label for event in events("client.changed")] == ["Acme Plans"]


def test_allowing_part_under_a_new_name_does_not_confirm_the_rest(alice: User, app: App) -> None:
    change(app, name="Acme Plans")
    code_for(alice, app, scope="profile:read")
    with nothing_changes():
        assert ask(signed_in(alice), authorize_params(app)).status_code == 200
