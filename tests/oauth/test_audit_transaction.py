"""An act and its event stand or fall together: where the event can't be kept, nothing was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import OperationalError, connection

from hub_oauth.models import AuditEvent
from tests.support import factories
from tests.support.answers import error_of
from tests.support.app import App, authorize_params, code_of
from tests.support.flow import answer, ask, code_for, connect, redeem, refresh, revoke, signed_in
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.django_db

UNAVAILABLE = (503, "temporarily_unavailable")


@contextmanager
def no_event_can_be_written() -> Iterator[None]:
    """Whatever would insert one fails, alone or together with what it tells of; and then nothing has changed."""

    def fail(execute: Any, sql: str, *rest: Any) -> Any:
        if f'INSERT INTO "{AuditEvent._meta.db_table}"' in sql:
            raise OperationalError("the audit table does not answer")
        return execute(sql, *rest)

    with nothing_changes(), connection.execute_wrapper(fail):
        yield


@pytest.mark.yardstick("P2", "P5")
def test_no_code_is_spent_without_its_event(alice: User, web_app: App) -> None:
    code = code_for(alice, web_app)
    with no_event_can_be_written():
        response = redeem(web_app, code)
        assert error_of(response) == UNAVAILABLE
        assert int(response.headers["Retry-After"]) > 0
    assert redeem(web_app, code).status_code == 200


@pytest.mark.yardstick("P2", "P5")
def test_no_token_is_rotated_without_its_event(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    with no_event_can_be_written():
        assert error_of(refresh(web_app, tokens["refresh_token"])) == UNAVAILABLE
    assert refresh(web_app, tokens["refresh_token"]).status_code == 200


@pytest.mark.yardstick("P2", "P5")
def test_nothing_is_revoked_without_its_event(alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    with no_event_can_be_written():
        assert error_of(revoke(web_app, tokens["refresh_token"])) == UNAVAILABLE


@pytest.mark.yardstick("P2", "P5")
def test_no_consent_is_given_without_its_event(alice: User, web_app: App) -> None:
    browser = signed_in(alice)
    page = ask(browser, authorize_params(web_app))
    with no_event_can_be_written():
        response = answer(browser, page)
    assert response.status_code == 503
    assert int(response.headers["Retry-After"]) > 0
    assert "Location" not in response.headers
    assert code_of(answer(browser, page))


@pytest.mark.yardstick("P2")
def test_no_client_is_registered_without_its_event() -> None:
    with no_event_can_be_written(), pytest.raises(OperationalError):
        factories.web_app()
