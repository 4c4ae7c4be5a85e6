"""What is answered is committed: no act of the Hub is part of somebody else's transaction (DESIGN §4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.db import connections, transaction

from hub_oauth import codes, consents, refresh_tokens, revocation
from hub_oauth.audit import SYSTEM
from hub_oauth.codes import Redemption
from hub_oauth.consents import Decision
from tests.support.answers import opens_api
from tests.support.app import App, authorize_params
from tests.support.flow import connect, consent, introspect, refresh, revoke, signed_in
from tests.support.registry import application_of, request_of
from tests.support.rows import nothing_changes

pytestmark = pytest.mark.django_db

Act = Callable[[User, App], object]


ACTS: dict[str, Act] = {
    "allow": lambda user, app: consents.allow(user, request_of(app), Decision(app.scopes), act=SYSTEM),
    "renew": lambda user, app: consents.renew(user, request_of(app), act=SYSTEM),
    "redeem": lambda user, app: codes.redeem(
        application_of(app), Redemption("hub_ac_none", app.pkce.verifier), act=SYSTEM
    ),
    "refresh": lambda user, app: refresh_tokens.rotate(
        application_of(app), token=f"hub_rt_{'x' * 65}", scopes=(), act=SYSTEM
    ),
    "revoke": lambda user, app: revocation.revoke(application_of(app), "hub_at_none", act=SYSTEM),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_an_act_refuses_to_run_inside_a_transaction(act: Act, alice: User, web_app: App) -> None:
    with nothing_changes(), transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        act(alice, web_app)


@pytest.fixture
def atomic_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that wraps each of its views into a transaction."""
    monkeypatch.setitem(connections.settings["default"], "ATOMIC_REQUESTS", value=True)


def test_a_host_with_atomic_requests_wraps_nothing_of_it(atomic_requests: None, alice: User, web_app: App) -> None:
    tokens = connect(alice, web_app)
    assert opens_api(tokens)
    assert introspect(web_app, tokens["access_token"]).json()["active"] is True
    assert consent(signed_in(alice), authorize_params(web_app)).status_code == 303
    assert refresh(web_app, tokens["refresh_token"]).status_code == 200
    assert revoke(web_app, tokens["refresh_token"]).status_code == 200
