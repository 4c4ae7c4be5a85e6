"""The Model Context Protocol's SDK for Python: the same from a 401 of the API, in an HTTP client that it serves."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from urllib.parse import parse_qsl, urlsplit

import httpx2
import pytest
from mcp.client.auth import OAuthClientProvider
from mcp.shared.auth import AuthorizationCodeResult, OAuthClientInformationFull, OAuthClientMetadata, OAuthToken
from pydantic import AnyUrl

from tests.clients.person import Person
from tests.support import http_flow
from tests.support.app import App
from tests.support.server import HubServer


class Storage:
    """What the client keeps between two runs."""

    def __init__(self, client: OAuthClientInformationFull | None = None) -> None:
        self.client = client
        self.tokens: OAuthToken | None = None

    async def get_tokens(self) -> OAuthToken | None:
        return self.tokens

    async def set_tokens(self, tokens: OAuthToken) -> None:
        self.tokens = tokens

    async def get_client_info(self) -> OAuthClientInformationFull | None:
        return self.client

    async def set_client_info(self, client_info: OAuthClientInformationFull) -> None:
        self.client = client_info


class Agent:
    """An agent on a person's computer. document_url: where it describes itself, if nobody registered it."""

    def __init__(
        self, resource: str, redirect_uri: str, person: Person, *, client_id: str = "", document_url: str | None = None
    ) -> None:
        metadata = OAuthClientMetadata(redirect_uris=[AnyUrl(redirect_uri)], token_endpoint_auth_method="none")
        known = {"client_id": client_id, "redirect_uris": metadata.redirect_uris, "token_endpoint_auth_method": "none"}
        self.storage = Storage(OAuthClientInformationFull.model_validate(known) if client_id else None)
        self.person, self.asked, self.came_back = person, "", ""
        self.resource, self.paths = resource, set[str]()
        self.auth = OAuthClientProvider(
            resource, metadata, self.storage, self.send_person, self.wait_for_person, client_metadata_url=document_url
        )

    async def send_person(self, url: str) -> None:
        self.asked, self.came_back = url, self.person.allow(url)

    async def wait_for_person(self) -> AuthorizationCodeResult:
        return AuthorizationCodeResult.model_validate(dict(parse_qsl(urlsplit(self.came_back).query)))

    async def note(self, request: httpx2.Request) -> None:
        self.paths.add(request.url.path)

    async def get(self) -> httpx2.Response:
        async with httpx2.AsyncClient(auth=self.auth, event_hooks={"request": [self.note]}) as client:
            return await client.get(self.resource)

    @property
    def parameters(self) -> dict[str, str]:
        """What it asked the person for."""
        return dict(parse_qsl(urlsplit(self.asked).query))

    @property
    def tokens(self) -> OAuthToken:
        assert self.storage.tokens is not None
        return self.storage.tokens

    def expire(self) -> None:
        """As if an hour had passed."""
        self.auth.context.token_expiry_time = 1


@pytest.fixture
def agent(demo: HubServer, command_line: App, alice: Person) -> Agent:
    return Agent(f"{demo.url}/api/auth/me", command_line.redirect_uri, alice, client_id=command_line.client_id)


def test_a_401_leads_it_all_the_way(demo: HubServer, agent: Agent) -> None:
    assert asyncio.run(agent.get()).json()["display_name"] == "Alice Silva"
    assert agent.parameters["scope"] == "profile:read"  # what the challenge asks for, and no more
    assert agent.parameters["resource"].rstrip("/") == demo.url


def test_it_refreshes_by_itself(demo: HubServer, agent: Agent, command_line: App, opens: Callable[[str], bool]) -> None:
    pages = agent.person.pages

    async def twice() -> int:
        await agent.get()
        agent.expire()
        return (await agent.get()).status_code

    assert asyncio.run(twice()) == 200
    assert agent.person.pages == pages + 1  # the person was asked once
    token = agent.tokens
    assert opens(token.access_token)
    assert token.refresh_token is not None
    http_flow.revoke(demo.url, command_line, token.refresh_token)  # the SDK never does
    assert not opens(token.access_token)
