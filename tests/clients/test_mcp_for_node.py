"""The Model Context Protocol's SDK for Node: from a 401 of the API to a token, told nothing about the Hub before."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.clients import scripts
from tests.clients.person import Person
from tests.support import http_flow
from tests.support.app import App
from tests.support.server import HubServer

pytestmark = pytest.mark.node


def test_a_401_leads_it_all_the_way(
    demo: HubServer, command_line: App, alice: Person, opens: Callable[[str], bool]
) -> None:
    given = {"client_id": command_line.client_id, "redirect_uri": command_line.redirect_uri}
    found = scripts.run("mcp", alice.allow, issuer=demo.url, **given)
    assert (found["me"], found["refreshed"], found["rotated"]) == ("Alice Silva", "Alice Silva", True)
    assert found["scope"] == "profile:read"  # what the challenge asks for, and no more
    assert found["resource"] == demo.url
    assert not {"/.well-known/openid-configuration", "/register"} & set(found["asked"])
    assert opens(found["tokens"]["access_token"])
    http_flow.revoke(demo.url, command_line, found["tokens"]["refresh_token"])  # the SDK never does
    assert not opens(found["tokens"]["access_token"])
