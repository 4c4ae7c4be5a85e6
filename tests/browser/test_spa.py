"""Acme Board: a page without a server of its own does everything with ``fetch`` from another origin."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Error, Page, Request, expect

from tests.browser.conftest import SignedIn
from tests.browser.person import button
from tests.support import http_flow
from tests.support.client_site import ClientSite
from tests.support.ledger import Ledger
from tests.support.server import HubServer

# fetch, and what a script may see of the answer.
FETCH = """async ([url, options]) => {
  const answer = await fetch(url, options);
  return { status: answer.status, body: await answer.json(), challenge: answer.headers.get("WWW-Authenticate") };
}"""


class Calls(list[Request]):
    """What the page sent to the Hub."""

    @property
    def access_token(self) -> str:
        """The last one that was sent."""
        sent = [call.headers["authorization"] for call in self if "authorization" in call.headers]
        return sent[-1].removeprefix("Bearer ")

    @property
    def refresh_token(self) -> str:
        """What the code was redeemed for."""
        answer = next(call for call in self if call.url.endswith("/token")).response()
        assert answer is not None
        token: str = answer.json()["refresh_token"]
        return token

    @property
    def paths(self) -> list[str]:
        return [urlsplit(call.url).path for call in self]


@pytest.fixture
def calls(page: Page, hub: HubServer) -> Calls:
    found = Calls()

    def keep(request: Request) -> None:
        if request.resource_type == "fetch" and request.url.startswith(hub.url):
            found.append(request)

    page.on("request", keep)
    return found


@pytest.fixture
def connected(page: Page, board: str, signed_in: SignedIn, ledger: Ledger, calls: Calls) -> Page:
    """alice, connected."""
    signed_in(page, "alice").goto(board)
    button(page, "Connect").click()
    button(page, "Allow").click()
    expect(page.get_by_role("status")).to_have_text("Connected.")
    return page


def test_it_gets_profile_and_teams(connected: Page, calls: Calls, ledger: Ledger) -> None:
    expect(connected.get_by_role("heading", level=2).first).to_have_text("Hello, Alice Silva")
    expect(connected.locator("#email")).to_have_text("alice@example.org")
    expect(connected.locator("#teams li")).to_have_text([re.compile("Design.*owner"), re.compile("Support.*owner")])
    assert {"/api/oauth/token", "/api/auth/me", "/api/user/teams"} <= set(calls.paths)
    assert ledger.grants("alice") == [""]


def test_the_code_leaves_the_address_bar(connected: Page, board: str) -> None:
    expect(connected).to_have_url(board.partition("?")[0])


def test_refresh_gives_a_new_token_and_ends_the_old_one(connected: Page, hub: HubServer, calls: Calls) -> None:
    old = calls.access_token
    button(connected, "Refresh").click()
    expect(connected.get_by_role("status")).to_have_text("The tokens were changed for new ones.")
    new = calls.access_token
    assert [http_flow.get(hub.url, "/api/auth/me", token).status_code for token in (old, new)] == [401, 200]


def test_disconnect_revokes(connected: Page, hub: HubServer, calls: Calls, ledger: Ledger) -> None:
    button(connected, "Disconnect").click()
    expect(connected.get_by_role("status")).to_have_text("Disconnected. Acme Board has no access any more.")
    assert http_flow.get(hub.url, "/api/auth/me", calls.access_token).status_code == 401
    assert ledger.grants("alice") == ["revoked"]


def test_cancel_is_told_kindly_and_grants_nothing(page: Page, board: str, signed_in: SignedIn, ledger: Ledger) -> None:
    signed_in(page, "charlie").goto(board)
    button(page, "Connect").click()
    button(page, "Cancel").click()
    expect(page.get_by_role("status")).to_have_text("You chose not to connect. Nothing was shared.")
    assert ledger.grants("charlie") == []


def test_it_reads_the_refusal_of_a_code(page: Page, hub: HubServer, board: str, page_errors: list[str]) -> None:
    page.goto(board)
    parameters = {"grant_type": "authorization_code", "code": "wrong", "code_verifier": "v" * 43}
    answer = post_token(page, hub, board, parameters)
    assert (answer["status"], answer["body"]["error"]) == (400, "invalid_grant")
    only_of_status(400, page_errors)


def test_it_reads_the_refusal_of_a_dead_token(page: Page, hub: HubServer, board: str, page_errors: list[str]) -> None:
    page.goto(board)
    # Both headers make the browser ask first, in a preflight.
    headers = {"Authorization": "Bearer hub_at_dead", "Content-Type": "application/json"}
    answer = fetch(page, f"{hub.url}/api/auth/me", headers=headers)
    assert (answer["status"], answer["body"]["code"]) == (401, "invalid_token")
    assert 'error="invalid_token"' in answer["challenge"]
    only_of_status(401, page_errors)


def test_it_reads_which_permission_a_narrowed_token_lacks(
    connected: Page, hub: HubServer, board: str, calls: Calls, page_errors: list[str]
) -> None:
    parameters = {"grant_type": "refresh_token", "refresh_token": calls.refresh_token, "scope": "profile:read"}
    narrow = post_token(connected, hub, board, parameters)["body"]["access_token"]
    answer = fetch(connected, f"{hub.url}/api/user/teams", headers={"Authorization": f"Bearer {narrow}"})
    assert (answer["status"], answer["body"]["code"]) == (403, "insufficient_scope")
    assert 'scope="teams:read"' in answer["challenge"]
    only_of_status(403, page_errors)


def test_a_page_of_an_origin_that_no_client_registered_reads_nothing(
    page: Page, hub: HubServer, board: str, near: ClientSite, page_errors: list[str]
) -> None:
    page.goto(near.url)
    with pytest.raises(Error, match="Failed to fetch"):
        post_token(page, hub, board, {"grant_type": "refresh_token"})
    with pytest.raises(Error, match="Failed to fetch"):
        fetch(page, f"{hub.url}/api/auth/me", headers={"Authorization": "Bearer hub_at_dead"})
    assert sum("CORS policy" in error for error in page_errors) == 2
    page_errors.clear()


def post_token(page: Page, hub: HubServer, board: str, parameters: dict[str, str]) -> dict[str, Any]:
    client_id = board.partition("client_id=")[2]
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = urlencode({**parameters, "client_id": client_id})
    return fetch(page, f"{hub.url}/api/oauth/token", method="POST", headers=headers, body=body)


def fetch(page: Page, url: str, **options: Any) -> dict[str, Any]:
    answer: dict[str, Any] = page.evaluate(FETCH, [url, options])
    return answer


def only_of_status(status: int, page_errors: list[str]) -> None:
    """Chromium logs every refusal as an error; there must be no other one."""
    assert [f"status of {status}" in error for error in page_errors] == [True]
    page_errors.clear()
