"""A running Hub, its people, and clients that nobody here wrote."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings

from tests.clients.person import Person
from tests.support import http_flow
from tests.support.app import App
from tests.support.server import HubServer

# They share the servers of the site's tests; the rest of the suite looks at a foreign host.
collect_ignore_glob = [] if settings.ROOT_URLCONF == "hub_project.urls" else ["test_*.py"]


@pytest.fixture(scope="session")
def demo(hub: HubServer, tmp_path_factory: pytest.TempPathFactory) -> HubServer:
    """alice, bob and charlie can sign in, with passwords like alice-demo."""
    hub.manage("hub_demo", "--folder", str(tmp_path_factory.mktemp("people")))
    return hub


@pytest.fixture(scope="session")
def alice(demo: HubServer) -> Person:
    return Person(demo, "alice")


@pytest.fixture(scope="session")
def web_app(demo: HubServer) -> App:
    """A confidential client, as a web server is one."""
    return demo.create_app()


@pytest.fixture(scope="session")
def command_line(demo: HubServer) -> App:
    """A public client on the person's own computer."""
    return demo.create_app("--public", redirect_uri="http://127.0.0.1/callback")


@pytest.fixture
def opens(demo: HubServer) -> Callable[[str], bool]:
    """Whether a token opens the API."""
    return lambda token: http_flow.get(demo.url, "/api/auth/me", token).status_code == 200
