"""An act and its event stand or fall together: where the event can't be kept, nothing was done."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError

from hub_oauth import audit
from tests.support import factories
from tests.support.answers import error_of
from tests.support.app import App, authorize_params, code_of
from tests.support.flow import answer, ask, code_for, connect, redeem, refresh, revoke, signed_in
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.django_db

UNAVAILABLE = (503, "temporarily_unavailable")


def fail(*args: Any, **kwargs: Any) -> None:
    raise OperationalError("the audit table does not answer")


@pytest.mark.yardstick("P2", "P5")
def test_no_code_is_spent_without_its_event(alice: User, web_app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    code = code_for(alice, web_app)
    with monkeypatch.context() as broken, nothing_changes():
        broken.setattr(audit.EVENT, "execute", fail)
        response = redeem(web_app, code)
        assert error_of(response) == UNAVAILABLE
        assert int(response.headers["Retry-After"]) > 0
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("P2", "P5")
def test_no_token_is_rotated_without_its_event(alice: User, web_app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = connect(alice, web_app)
    with monkeypatch.context() as broken, nothing_changes():
        broken.setattr(audit.EVENT, "execute", fail)
        assert error_of(refresh(web_app, tokens["refresh_token"])) == UNAVAILABLE
    assert refresh(web_app, tokens["refresh_token"]).status_code == 200


@pytest.mark.yardstick("P2", "P5")
def test_nothing_is_revoked_without_its_event(alice: User, web_app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = connect(alice, web_app)
    with monkeypatch.context() as broken, nothing_changes():
        broken.setattr(audit.EVENT, "execute", fail)
        assert error_of(revoke(web_app, tokens["refresh_token"])) == UNAVAILABLE


@pytest.mark.yardstick("P2", "P5")
def test_no_consent_is_given_without_its_event(alice: User, web_app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(alice)
    page = ask(browser, authorize_params(web_app))
    with monkeypatch.context() as broken, nothing_changes():
        broken.setattr(audit.EVENT, "execute", fail)
        response = answer(browser, page)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "Location" not in response.headers
    assert code_of(answer(browser, page))


@pytest.mark.yardstick("P2")
def test_no_client_is_registered_without_its_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit.EVENT, "execute", fail)
    with nothing_changes(), pytest.raises(OperationalError):
        factories.web_app()
