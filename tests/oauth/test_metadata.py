"""Both discovery documents (RFC 8414, RFC 9728): true, from settings alone, readable from any page."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import resolve
from pytest_django.fixtures import Settings

from hub_oauth.api.authentication import BearerAuthentication
from tests.support.answers import ME
from tests.support.app import AUTHORIZE, App, authorize_params

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
        "protected_resources": [ISSUER],
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


@pytest.fixture
def reports(settings: Settings) -> None:
    """A view of the host's own takes tokens."""
    settings.HUB_OAUTH = settings.HUB_OAUTH | {"RESOURCES": {"/reports/": ["teams:read"]}}


@pytest.mark.parametrize("path", ["/reports", "/reports/"])
def test_a_resource_of_the_host_has_a_document_of_its_own(client: Client, reports: None, path: str) -> None:
    """RFC 9728 §3.3: it names the very resource that its address was made of."""
    document = client.get(RESOURCE + path).json()
    assert document["resource"] == ISSUER + path
    assert document["authorization_servers"] == [ISSUER]
    assert document["scopes_supported"] == ["teams:read"]
    assert client.get(SERVER).json()["protected_resources"] == [ISSUER, f"{ISSUER}/reports"]


@pytest.mark.parametrize("path", ["/reports/more", "/bills", "//", "/reports//", "/%0A", "/%2e%2e/"])
def test_what_is_no_resource_has_none(client: Client, reports: None, path: str) -> None:
    response = client.get(RESOURCE + path)
    assert response.status_code == 404
    assert response.json() == {"detail": "There is no such resource here."}
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.django_db
@pytest.mark.parametrize("resource", [f"{ISSUER}/reports", f"{ISSUER}/reports/", ISSUER, f"{ISSUER}/"])
def test_what_a_document_calls_itself_may_be_asked_for(
    client: Client, reports: None, alice: User, web_app: App, resource: str
) -> None:
    client.force_login(alice)
    assert client.get(AUTHORIZE, authorize_params(web_app, resource=resource)).status_code == 200


def test_only_links_that_are_set_are_listed(client: Client, settings: Settings) -> None:
    links = {
        "DOCUMENTATION_URL": "https://hub.example/docs",
        "POLICY_URL": "",
        "TERMS_URL": "https://hub.example/terms",
    }
    settings.HUB_OAUTH = settings.HUB_OAUTH | links
    server, resource = client.get(SERVER).json(), client.get(RESOURCE).json()
    assert (server["service_documentation"], server["op_tos_uri"]) == (links["DOCUMENTATION_URL"], links["TERMS_URL"])
    assert resource["resource_documentation"] == links["DOCUMENTATION_URL"]
    assert {"op_policy_uri", "resource_policy_uri"} & {*server, *resource} == set()


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", f"{SERVER}/hub"])
def test_it_is_no_openid_provider_and_no_issuer_but_its_own(client: Client, path: str) -> None:
    assert client.get(path).status_code == 404


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
def test_any_page_may_ask_with_a_header_of_its_own(client: Client, path: str) -> None:
    """As clients of the Model Context Protocol do; whoever is told no reads nothing."""
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "mcp-protocol-version"}
    response = client.options(path, headers={"Origin": "https://anywhere.example", **asked})
    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.headers["Access-Control-Allow-Headers"] == "*"
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
@pytest.mark.parametrize("token", [None, "hub_at_dead"])
def test_a_challenge_asks_for_what_the_view_needs_and_no_more(client: Client, token: str | None) -> None:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    response = client.get(ME, headers=headers)
    assert response.status_code == 401
    assert 'scope="profile:read"' in response.headers["WWW-Authenticate"]


@pytest.mark.django_db
@pytest.mark.urls("tests.host.urls")
def test_a_challenge_of_a_resource_leads_to_its_own(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.HUB_OAUTH = settings.HUB_OAUTH | {"RESOURCES": {"/own": ["teams:read"]}}
    monkeypatch.setattr(BearerAuthentication, "resource", f"{ISSUER}/own")
    assert f'resource_metadata="{ISSUER}{RESOURCE}/own"' in client.get("/own").headers["WWW-Authenticate"]


@pytest.mark.django_db
def test_no_path_redirects_to_one_with_a_slash(client: Client) -> None:
    for path in (SERVER, RESOURCE, ME, "/api/oauth/token"):
        assert client.get(path + "/").status_code == 404
