"""Agents that nobody registered: both SDKs of the Model Context Protocol, named by the document of their site."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import LiteralString

import pytest
import requests

from tests.clients import scripts
from tests.clients.person import Person
from tests.clients.test_mcp_for_python import Agent
from tests.support import http_flow
from tests.support.app import App, authorize_params, code_of
from tests.support.database import rows
from tests.support.document_site import URL, DocumentSite, answer, claims
from tests.support.postgres import Cluster
from tests.support.race import parallel
from tests.support.server import HubServer

KNOWN: LiteralString = """
    SELECT p.known_by FROM hub_oauth_clientprofile p JOIN oauth2_provider_application a ON a.id = p.application_id
    WHERE a.client_id = %s
"""
REDIRECT_URI = "http://127.0.0.1:43210/callback"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DocumentSite]:
    """Where the agents' document is, as far as this Hub can know."""
    with DocumentSite(tmp_path_factory.mktemp("site")) as site:
        yield site


def open_server(site: DocumentSite, *, database_url: str | None = None, workers: int = 1) -> HubServer:
    """A Hub that lets agents of tool.example in."""
    return HubServer(
        database_url,
        workers=workers,
        DJANGO_SETTINGS_MODULE="tests.clients.documents_settings",
        DOCUMENTS_PORT=str(site.listener.getsockname()[1]),
        DOCUMENTS_CERTIFICATE=str(site.certificate),
    )


@pytest.fixture(scope="module")
def open_hub(site: DocumentSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[HubServer]:
    with open_server(site) as hub:
        hub.manage("hub_demo", "--folder", str(tmp_path_factory.mktemp("people")))
        yield hub


@pytest.fixture(scope="module")
def bob(open_hub: HubServer) -> Person:
    return Person(open_hub, "bob")


@pytest.fixture
def opens(open_hub: HubServer) -> Callable[[str], bool]:
    return lambda token: http_flow.get(open_hub.url, "/api/auth/me", token).status_code == 200


def test_the_sdk_for_python_needs_no_registration(
    open_hub: HubServer, site: DocumentSite, bob: Person, opens: Callable[[str], bool]
) -> None:
    agent = Agent(f"{open_hub.url}/api/auth/me", REDIRECT_URI, bob, document_url=URL)
    assert asyncio.run(agent.get()).json()["display_name"] == "Bob Okafor"
    assert agent.parameters["client_id"] == URL
    assert opens(agent.tokens.access_token)
    assert "/register" not in agent.paths
    assert len(site.heard) == 1


@pytest.mark.node
def test_the_sdk_for_node_needs_none(open_hub: HubServer, bob: Person, opens: Callable[[str], bool]) -> None:
    found = scripts.run("mcp", bob.allow, issuer=open_hub.url, document_url=URL, redirect_uri=REDIRECT_URI)
    assert (found["me"], found["refreshed"], found["client_id"]) == ("Bob Okafor", "Bob Okafor", URL)
    agent = App(URL, REDIRECT_URI, None, ("profile:read",))
    http_flow.revoke(open_hub.url, agent, found["tokens"]["refresh_token"])
    assert not opens(found["tokens"]["access_token"])


def test_everybody_is_asked_each_time_by_its_domain(open_hub: HubServer, site: DocumentSite, bob: Person) -> None:
    """From the document over https to the API, twice; and nobody who is not signed in is ever sent to it."""
    agent = App(URL, REDIRECT_URI, None, ("profile:read",))
    stranger = http_flow.ask(requests.Session(), open_hub.url, authorize_params(agent, prompt="none"))
    assert (stranger.status_code, "Location" in stranger.headers) == (400, False)
    for _ in range(2):
        page = http_flow.ask(bob.browser, open_hub.url, authorize_params(agent))
        assert page.status_code == 200
        assert page.text.index("tool.example</bdi>") < page.text.index("Acme Agent") < page.text.index("<h1>")
        tokens = http_flow.redeem(open_hub.url, agent, code_of(http_flow.answer(bob.browser, page))).json()
        me = http_flow.get(open_hub.url, "/api/auth/me", tokens["access_token"])
        assert me.json()["username"] == "bob"


def answer_of(people: list[Person], pages: list[requests.Response], one: int) -> requests.Response:
    return http_flow.answer(people[one].browser, pages[one])


@pytest.mark.postgres
def test_two_people_let_the_same_new_agent_in_at_once(cluster: Cluster, site: DocumentSite, tmp_path: Path) -> None:
    """Neither meets an error, and the agent is in the registry once."""
    database_url = cluster.create_database("hub_of_agents")
    with open_server(site, database_url=database_url, workers=4) as hub:
        hub.manage("hub_demo", "--folder", str(tmp_path))
        people = [Person(hub, "alice"), Person(hub, "bob")]
        for number in range(3):
            agent = App(f"https://tool.example/{number}.json", REDIRECT_URI, None, ("profile:read",))
            site.script = answer(claims(client_id=agent.client_id))
            pages = [http_flow.ask(person.browser, hub.url, authorize_params(agent)) for person in people]
            answers = parallel(2, partial(answer_of, people, pages))
            assert all(http_flow.redeem(hub.url, agent, code_of(one)).status_code == 200 for one in answers)
            assert rows(hub, KNOWN, agent.client_id) == [("document",)]
