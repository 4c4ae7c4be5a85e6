"""The Hub asks no address that somebody else wrote: it has no code to fetch anything, and says so in its documents."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.checks import run_checks
from django.test import Client
from pytest_django.fixtures import Settings

from hub_oauth.dot.recommended import SAFE
from tests.support import factories
from tests.support.app import authorize_params
from tests.support.flow import ask, connect, signed_in

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("hub_oauth", "hub_teams", "hub_project")
FETCHING = {"aiohttp", "ftplib", "http.client", "httpx", "requests", "smtplib", "socket", "urllib.request", "urllib3"}
# Documents of apps that nobody registered: off by default, with tests of its own; and an administrator's command.
FETCHES = {"hub_oauth/client_documents/fetch.py", "hub_oauth/selftest/wire.py"}
# Features whose requests name an address for the server to fetch.
FETCHING_FEATURES = ("jwks_uri", "registration_endpoint", "request_uri", "sector_identifier", "client_id_metadata")
# Of the cloud that a server may run in, and of the server itself.
INSIDE = "http://169.254.169.254/latest/meta-data/"


def imported(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.yardstick("L2", "L3")
@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_can_fetch_anything(package: str) -> None:
    files = sorted((ROOT / package).rglob("*.py"))
    assert files
    fetching = {str(file.relative_to(ROOT)) for file in files if FETCHING & set(imported(file.read_text()))}
    assert fetching <= FETCHES


@pytest.mark.yardstick("L3")
@pytest.mark.parametrize("path", ["/.well-known/oauth-authorization-server", "/.well-known/oauth-protected-resource"])
def test_no_feature_that_fetches_is_offered(path: str, client: Client) -> None:
    document = json.dumps(client.get(path).json())
    assert [name for name in FETCHING_FEATURES if name in document] == []


@pytest.mark.yardstick("L3")
@pytest.mark.parametrize("name", ["request", "request_uri", "client_id_metadata_document", "sector_identifier_uri"])
def test_an_address_in_a_request_is_ignored(name: str, alice: User) -> None:
    response = ask(signed_in(alice), {**authorize_params(factories.web_app()), name: INSIDE})
    assert response.status_code == 200
    assert INSIDE not in response.content.decode().replace("%3A", ":")


@pytest.mark.yardstick("L3")
@pytest.mark.parametrize("client_id", [INSIDE, "https://evil.example/client.json"])
def test_a_client_is_never_known_by_a_document(client_id: str, db: None) -> None:
    response = ask(Client(), {**authorize_params(factories.web_app()), "client_id": client_id})
    assert response.status_code == 400


@pytest.mark.yardstick("L3", "A15")
@pytest.mark.parametrize("name", ["CIMD_ENABLED", "DCR_ENABLED", "ALLOW_URI_WILDCARDS", "OIDC_ENABLED"])
def test_what_is_off_beside_the_hub_is_checked(name: str, settings: Settings) -> None:
    assert SAFE[name] is False
    assert settings.OAUTH2_PROVIDER[name] is False
    settings.OAUTH2_PROVIDER = {**settings.OAUTH2_PROVIDER, name: True}
    said = [message.msg for message in run_checks(include_deployment_checks=True) if message.id == "hub_oauth.W010"]
    assert [name in message for message in said] == [True]


@pytest.mark.yardstick("L2")
def test_a_picture_comes_from_this_site_alone(alice: User) -> None:
    app = factories.web_app(website="https://acme.example", privacy_url="https://acme.example/privacy")
    connect(alice, app)
    for response in (ask(signed_in(alice), authorize_params(app)), signed_in(alice).get("/account/apps")):
        policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
        assert policy.get("img-src", "'none'") == "'self' data:"
        assert b"<img" not in response.content
