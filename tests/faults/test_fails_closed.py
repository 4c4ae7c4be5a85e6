"""The Hub fails closed: where the audit log or the database can't be written or read, 503 and nothing issued."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest
import requests

from tests.faults import crowd
from tests.faults.exchanges import EXCHANGES, Consenting, Exchange, Refreshing
from tests.faults.oracle import Oracle
from tests.faults.orders import Orders
from tests.faults.sizes import record
from tests.support.answers import ME, TEAMS
from tests.support.app import AUTHORIZE, INTROSPECT, TOKEN, authorize_params, token_params
from tests.support.html import form_with
from tests.support.http_flow import TIMEOUT, answer, ask, get
from tests.support.server import HubServer

Kind = TypeVar("Kind", bound=Exchange)

APPS = "/account/apps"
MOMENTS = ("statement", "write:1", "write:2", "audit", "commit")


@pytest.fixture
def connected(mortal_hub: HubServer) -> Refreshing:
    """Somebody with an app that has tokens."""
    return new(mortal_hub, Refreshing)


def new(hub: HubServer, exchange: type[Kind]) -> Kind:
    return exchange(hub, crowd.shared_app(hub), crowd.people(hub, 1)[0])


def assert_unavailable(response: requests.Response) -> None:
    """RFC 9110 §15.6.4; nothing goes back to an app, and nobody is told a secret."""
    assert response.status_code == 503, response.text
    assert int(response.headers["Retry-After"]) > 0
    assert "Location" not in response.headers
    assert not [secret for secret in ("hub_at_", "hub_rt_", "hub_ac_") if secret in response.text]


@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("exchange", EXCHANGES)
def test_an_exchange_whose_transaction_fails(
    mortal_hub: HubServer, orders: Orders, exchange: type[Exchange], moment: str
) -> None:
    failing = new(mortal_hub, exchange)
    before = failing.kept()
    orders.give(f"raise {moment}", failing.path)
    response = failing.send()
    assert orders.was_carried_out
    assert_unavailable(response)
    assert failing.kept() == before
    failing.assert_done(failing.send())
    assert Oracle(mortal_hub).violations() == []
    record("fails closed", f"{exchange.__name__}, {moment} fails: 503, nothing changed, then done")


def call_me(connected: Refreshing) -> requests.Response:
    return get(connected.hub.url, ME, connected.pair["access_token"])


def call_teams(connected: Refreshing) -> requests.Response:
    return get(connected.hub.url, TEAMS, connected.pair["access_token"])


def introspect(connected: Refreshing) -> requests.Response:
    params = token_params(connected.app, connected.pair["access_token"])
    return requests.post(connected.hub.url + INTROSPECT, params, headers=connected.app.headers, timeout=TIMEOUT)


def open_consent_page(connected: Refreshing) -> requests.Response:
    return ask(connected.person.browser, connected.hub.url, authorize_params(connected.app, prompt="consent"))


def skip_consent_page(connected: Refreshing) -> requests.Response:
    return ask(connected.person.browser, connected.hub.url, authorize_params(connected.app))


def open_connected_apps(connected: Refreshing) -> requests.Response:
    return connected.person.browser.get(connected.hub.url + APPS, timeout=TIMEOUT)


READS: dict[Callable[[Refreshing], requests.Response], str] = {
    call_me: ME,
    call_teams: TEAMS,
    introspect: INTROSPECT,
    open_consent_page: AUTHORIZE,
    skip_consent_page: AUTHORIZE,
    open_connected_apps: APPS,
}


@pytest.mark.parametrize("read", READS)
def test_an_endpoint_whose_database_does_not_answer(
    connected: Refreshing, orders: Orders, read: Callable[[Refreshing], requests.Response]
) -> None:
    before = connected.kept()
    orders.give("raise statement", READS[read])
    response = read(connected)
    assert orders.was_carried_out
    assert_unavailable(response)
    assert connected.kept() == before
    assert read(connected).status_code in (200, 303)


@pytest.mark.parametrize("moment", ["audit", "commit"])
def test_a_skipped_page_whose_transaction_fails(connected: Refreshing, orders: Orders, moment: str) -> None:
    before = connected.kept()
    orders.give(f"raise {moment}", AUTHORIZE)
    assert_unavailable(skip_consent_page(connected))
    assert connected.kept() == before


def test_a_denial_that_can_not_be_kept(mortal_hub: HubServer, orders: Orders) -> None:
    asked = new(mortal_hub, Consenting)
    before = asked.kept()
    orders.give("raise audit", AUTHORIZE)
    assert_unavailable(answer(asked.person.browser, asked.page, "deny"))
    assert asked.kept() == before


@pytest.mark.parametrize("moment", ["write:1", "audit", "commit"])
def test_an_app_whose_removal_can_not_be_kept(connected: Refreshing, orders: Orders, moment: str) -> None:
    """Saying "removed" over an app that goes on would be worse than failing."""
    before, path = connected.kept(), f"{APPS}/{connected.app.client_id}/remove"
    address, browser = connected.hub.url + path, connected.person.browser
    form = form_with(browser.get(address, timeout=TIMEOUT).text, "csrfmiddlewaretoken")
    orders.give(f"raise {moment}", path)
    response = browser.post(address, form.fields, timeout=TIMEOUT, allow_redirects=False)
    assert orders.was_carried_out
    assert_unavailable(response)
    assert connected.kept() == before


@pytest.mark.parametrize(
    ("method", "path", "status"), [("OPTIONS", TOKEN, 204), ("OPTIONS", ME, 204), ("GET", ME, 401)]
)
def test_an_origin_that_can_not_be_looked_up_is_nobodys(
    mortal_hub: HubServer, orders: Orders, method: str, path: str, status: int
) -> None:
    """The answer stands; that it may be read is what needs the database."""
    orders.give("raise statement", path)
    headers = {"Origin": "https://board.example"} | ({"Access-Control-Request-Method": "GET"} if status == 204 else {})
    response = requests.request(method, mortal_hub.url + path, headers=headers, timeout=TIMEOUT)
    assert orders.was_carried_out
    assert response.status_code == status
    assert not [name for name in response.headers if name.startswith("Access-Control")]


def test_a_page_on_another_origin_may_read_that_it_has_to_wait(mortal_hub: HubServer, orders: Orders) -> None:
    origin = {"Origin": "https://board.example"}
    spa = mortal_hub.create_app(
        "--kind", "spa", "--origin", origin["Origin"], redirect_uri="https://board.example/callback"
    )
    sent = {"grant_type": "refresh_token", "refresh_token": f"hub_rt_{'x' * 65}", "client_id": spa.client_id}
    orders.give("raise write:1", TOKEN)
    response = requests.post(mortal_hub.url + TOKEN, sent, headers=origin, timeout=TIMEOUT)
    assert response.headers["Access-Control-Allow-Origin"] == origin["Origin"]
