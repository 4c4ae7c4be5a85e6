"""What changed while a request waited for a lock counts: it is read after the wait, and never before."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from typing import LiteralString

import pytest
import requests

from tests.support.app import App
from tests.support.database import WORKERS, parallel_behind, rows
from tests.support.html import form_with
from tests.support.http_flow import TIMEOUT, code_for, connect, redeem, refresh, sign_in
from tests.support.processes import ServerError
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

numbers = count(1)
# Each holds the rows that requests will wait for; the first two change something beside it, committed as they let go.
DISABLING: LiteralString = """
    WITH app AS (SELECT id FROM oauth2_provider_application WHERE client_id = %s),
    off AS (UPDATE hub_oauth_clientprofile SET enabled = false WHERE application_id IN (SELECT id FROM app))
    SELECT id FROM hub_oauth_grant WHERE application_id IN (SELECT id FROM app) FOR UPDATE
"""
WITHDRAWING: LiteralString = """
    WITH app AS (SELECT id FROM oauth2_provider_application WHERE client_id = %s),
    gone AS (UPDATE hub_oauth_consent SET revoked_at = now(), revoked_reason = 'removed'
        WHERE application_id IN (SELECT id FROM app))
    SELECT id FROM hub_oauth_grant WHERE application_id IN (SELECT id FROM app) FOR UPDATE
"""
HELD_CONSENT: LiteralString = """
    SELECT c.id FROM hub_oauth_consent c JOIN oauth2_provider_application a ON a.id = c.application_id
    WHERE a.client_id = %s FOR UPDATE OF c
"""
HELD_SECRETS: LiteralString = """
    SELECT s.id FROM hub_oauth_clientsecret s JOIN hub_oauth_clientprofile p ON p.application_id = s.application_id
    JOIN oauth2_provider_application a ON a.id = p.application_id WHERE a.client_id = %s FOR UPDATE OF s, p
"""
TOKENS: LiteralString = """
    SELECT g.spent_at IS NOT NULL, g.generation FROM hub_oauth_grant g
    JOIN oauth2_provider_application a ON a.id = g.application_id WHERE a.client_id = %s
"""
REMOVALS: LiteralString = "SELECT 1 FROM hub_oauth_auditevent WHERE client_id = %s AND event = 'consent.revoked'"
LIVE_SECRETS: LiteralString = """
    SELECT s.id FROM hub_oauth_clientsecret s JOIN oauth2_provider_application a ON a.id = s.application_id
    WHERE a.client_id = %s AND (s.expires_at IS NULL OR s.expires_at > now())
"""
MAKE_SECRET = """
from hub_oauth import clients, secrets
from hub_oauth.audit import SYSTEM
secrets.create(clients.find({!r}), act=SYSTEM)
"""


@pytest.fixture(scope="module")
def hub(hub_on_postgres: HubServer) -> HubServer:
    return hub_on_postgres


@pytest.fixture(scope="module")
def browser(hub: HubServer) -> requests.Session:
    hub.create_user("patient", "a password for waiting 31")
    return sign_in(hub.url, "patient", "a password for waiting 31")


@pytest.fixture
def app(hub: HubServer) -> App:
    return hub.create_app("--name", f"Waiting app {next(numbers)}")


def answers(
    hub: HubServer, held: LiteralString, app: App, act: Callable[[int], requests.Response]
) -> list[tuple[int, str]]:
    """Status and error of requests that waited for the held rows, one in each worker."""
    waited = parallel_behind(hub, held, app.client_id, count=WORKERS, act=act)
    return [(answer.status_code, answer.json().get("error", "")) for answer in waited]


def test_a_client_disabled_while_a_redemption_waits(hub: HubServer, browser: requests.Session, app: App) -> None:
    code = code_for(browser, hub.url, app)
    refused = answers(hub, DISABLING, app, lambda _: redeem(hub.url, app, code))
    assert refused == [(401, "invalid_client")] * WORKERS
    assert rows(hub, TOKENS, app.client_id) == [(False, 0)]


def test_a_consent_withdrawn_while_a_refresh_waits(hub: HubServer, browser: requests.Session, app: App) -> None:
    tokens = connect(browser, hub.url, app)
    refused = answers(hub, WITHDRAWING, app, lambda _: refresh(hub.url, app, tokens["refresh_token"]))
    assert refused == [(400, "invalid_grant")] * WORKERS
    assert rows(hub, TOKENS, app.client_id) == [(True, 0)]


def test_an_app_removed_four_times_at_once_is_removed_once(hub: HubServer, browser: requests.Session, app: App) -> None:
    connect(browser, hub.url, app)
    address = f"{hub.url}/account/apps/{app.client_id}/remove"
    form = form_with(browser.get(address, timeout=TIMEOUT).text, "csrfmiddlewaretoken")

    def remove(_: int) -> requests.Response:
        cookies = browser.cookies.get_dict()
        return requests.post(address, form.fields, cookies=cookies, timeout=TIMEOUT, allow_redirects=False)

    removed = parallel_behind(hub, HELD_CONSENT, app.client_id, count=WORKERS, act=remove)
    assert [answer.status_code for answer in removed] == [302] * WORKERS
    assert rows(hub, REMOVALS, app.client_id) == [(1,)]


def test_of_four_secrets_made_at_once_one_finds_room(hub: HubServer, app: App) -> None:
    def make(_: int) -> bool:
        try:
            hub.python(MAKE_SECRET.format(app.client_id))
        except ServerError:
            return False
        return True

    made = parallel_behind(hub, HELD_SECRETS, app.client_id, count=WORKERS, act=make)
    assert sorted(made) == [False] * (WORKERS - 1) + [True]
    assert len(rows(hub, LIVE_SECRETS, app.client_id)) == 2
