"""openid-client for Node: discovery, code with PKCE, API, refresh, revocation, by what the metadata says."""

from __future__ import annotations

from typing import Any

import pytest

from tests.clients import scripts
from tests.clients.person import Person
from tests.support.app import App
from tests.support.server import HubServer

pytestmark = pytest.mark.node


def run(hub: HubServer, app: App, person: Person) -> dict[str, Any]:
    return scripts.run(
        "openid_client",
        person.allow,
        issuer=hub.url,
        client_id=app.client_id,
        client_secret=app.secret,
        redirect_uri=app.redirect_uri,
        scope=" ".join(app.scopes),
    )


def test_a_public_client_goes_all_the_way(demo: HubServer, command_line: App, alice: Person) -> None:
    found = run(demo, command_line, alice)
    assert (found["me"], found["refreshed"]) == ("Alice Silva", "Alice Silva")
    assert found["scope"] == "profile:read teams:read"
    for refused in (found["replaced"], found["revoked"]):
        assert (refused["error"], refused["scope"]) == ("invalid_token", "profile:read")
        assert refused["resource_metadata"] == f"{demo.url}/.well-known/oauth-protected-resource"


def test_a_confidential_client_does_and_may_ask_about_its_token(demo: HubServer, web_app: App, alice: Person) -> None:
    found = run(demo, web_app, alice)
    assert (found["me"], found["refreshed"]) == ("Alice Silva", "Alice Silva")
    assert (found["told"]["active"], found["told"]["username"]) == (True, "alice")
    assert found["revoked"]["error"] == "invalid_token"
