"""Both discovery documents (RFC 8414, RFC 9728): true, from settings alone, readable from any page."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import resolve
from pytest_django.fixtures import Settings

from tests.support.answers import ME

SERVER = "/.well-known/oauth-authorization-server"
RESOURCE = "/.well-known/oauth-protected-resource"
ISSUER = "http://127.0.0.1:8000"
SCOPES = ["profile:read", "teams:read", "teams:write"]

both = pytest.mark.parametrize("path", [SERVER, RESOURCE])


@pytest.mark.yardstick("D1", "L16")
def test_the_authorization_server_says_what_it_does(client: Client) -> None:
    assert client.get(SERVER).json() == {
        "issuer": ISSUER,
        "authorization_endpoint": f"{ISSUER}/api/oauth/authorize",
        "token_endpoint": f"{ISSUER}/api/oauth/token",
        "revocation_endpoint": f"{ISSUER}/api/oauth/revoke",
        "introspection_endpoint": f"{ISSUER}/api/oauth/introspect",
        "scopes_supported": SCOPES,
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "revocation_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post", "none"],
        "introspection_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "authorization_response_iss_parameter_supported": True,
    }


@pytest.mark.yardstick("I2", "L16")
def test_the_protected_resource_names_its_authorization_server(client: Client) -> None:
    assert client.get(RESOURCE).json() == {
        "resource": ISSUER,
        "authorization_servers": [ISSUER],
        "scopes_supported": SCOPES,
        "bearer_methods_supported": ["header"],
        "resource_name": "Hub",
    }


@pytest.mark.yardstick("L16")
def test_every_endpoint_it_names_is_there(client: Client) -> None:
    document = client.get(SERVER).json()
    for name in (name for name in document if name.endswith("_endpoint")):
        assert resolve(urlsplit(document[name]).path).app_name == "hub_oauth"


@pytest.mark.yardstick("D5")
@both
def test_nothing_comes_from_the_request(client: Client, settings: Settings, path: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    settings.USE_X_FORWARDED_HOST = True
    lies = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    assert client.get(path, headers=lies).content == client.get(path).content


@pytest.mark.yardstick("D5")
def test_the_issuer_comes_from_the_setting(client: Client, settings: Settings) -> None:
    settings.HUB_OAUTH = {"ISSUER": "https://hub.example"}
    assert client.get(SERVER).json()["token_endpoint"] == "https://hub.example/api/oauth/token"
    assert client.get(RESOURCE).json()["authorization_servers"] == ["https://hub.example"]


@pytest.mark.yardstick("L16")
@both
def test_it_may_be_kept_for_an_hour(client: Client, path: str) -> None:
    response = client.get(path)
    assert response.headers["Content-Type"] == "application/json"
    assert response.headers["Cache-Control"] == "public, max-age=3600"


@both
def test_any_page_may_read_it(client: Client, path: str) -> None:
    response = client.get(path, headers={"Origin": "https://anywhere.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers


@both
def test_head_is_answered_like_get(client: Client, path: str) -> None:
    assert client.head(path).status_code == 200


@both
def test_other_methods_are_refused(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405


@pytest.mark.django_db
def test_a_challenge_leads_to_it(client: Client) -> None:
    """RFC 9728 §5.1."""
    assert f'resource_metadata="{ISSUER}{RESOURCE}"' in client.get(ME).headers["WWW-Authenticate"]


@pytest.mark.django_db
def test_no_path_redirects_to_one_with_a_slash(client: Client) -> None:
    for path in (SERVER, RESOURCE, ME, "/api/oauth/token"):
        assert client.get(path + "/").status_code == 404
