"""Whatever is logged at DEBUG while an app is used and abused holds nothing that a client could use."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.support.answers import ME, call
from tests.support.app import AUTHORIZE, TOKEN, App, authorize_params
from tests.support.flow import FORM, code_for, connect, introspect, post_raw, redeem, refresh, revoke

pytestmark = pytest.mark.django_db


def use_and_abuse(user: User, app: App) -> list[str]:
    """Every endpoint, well and badly; what the client held meanwhile."""
    code = code_for(user, app)
    first = redeem(app, code).json()
    second = refresh(app, first["refresh_token"]).json()
    for token in (first["access_token"], second["access_token"], "hub_at_wrong"):
        call(ME, token)
        introspect(app, token)
    redeem(app, code)
    refresh(app, first["refresh_token"])
    revoke(app, second["access_token"])
    post_raw(TOKEN, b'{"code": "%s"}' % code.encode(), app.headers, "application/json")
    post_raw(TOKEN, f"code={code}&code={code}".encode(), {}, FORM)
    third = connect(user, app)
    Client().get(AUTHORIZE, authorize_params(app, redirect_uri="https://evil.example/"))
    pairs = [pair[name] for pair in (first, second, third) for name in ("access_token", "refresh_token")]
    return [code, *pairs, app.secret or "", app.pkce.verifier]


@pytest.mark.yardstick("L7", "P3")
def test_no_secret_is_logged(alice: User, web_app: App, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        held = use_and_abuse(alice, web_app)
        logging.getLogger("hub_oauth").debug("The log was listened to.")
    logged = "\n".join(f"{record.getMessage()} {record.args} {record.exc_text}" for record in caplog.records)
    assert "The log was listened to." in logged
    assert not [secret for secret in held if secret in logged or secret[8:-4] in logged]
