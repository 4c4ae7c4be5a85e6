"""The OpenAPI document says what the code does."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
import yaml
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client, override_settings
from django.urls import URLPattern, resolve
from django.utils import translation
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from pytest_django.fixtures import Settings

from hub_oauth import scopes
from hub_oauth import urls as oauth_urls
from hub_oauth.errors import CAUSES
from hub_oauth.openapi import problems
from hub_teams import urls as team_urls
from tests.support import flow
from tests.support.app import App
from tests.support.server import ROOT

COMMITTED = ROOT / "docs" / "openapi.yaml"
# Pages of people, and what stands on them; what an app sends a browser to is described.
FOR_PEOPLE = ("account/", "api/oauth/logo/")
# drf-spectacular can't be imported, as on a host that does not have it.
WITHOUT_IT = """
import sys; sys.modules["drf_spectacular"] = None
import django; django.setup()
from django.test import Client
import hub_oauth.openapi.document, hub_oauth.urls, hub_teams.urls
print(Client().get("/api/auth/me").status_code, sorted(hub_oauth.openapi.document.all_schemas())[0])
"""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMMITTED.read_text())
    return loaded


def schema_of(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"][name]
    return found


def generated() -> str:
    written = StringIO()
    call_command("spectacular", validate=True, fail_on_warn=True, stdout=written)
    return written.getvalue()


def test_it_is_current() -> None:
    assert generated().strip() == COMMITTED.read_text().strip()


@override_settings(HUB_OAUTH={"ISSUER": "https://other.example", "SITE_NAME": "Other"}, DEBUG=False)
def test_it_is_the_same_wherever_it_is_made() -> None:
    assert generated().strip() == COMMITTED.read_text().strip()


@pytest.mark.parametrize("code", ["not_found", "method_not_allowed", "throttled"])
def test_its_examples_are_in_one_language(code: str) -> None:
    english = problems.detail(code, [])
    with translation.override("de"):
        assert problems.detail(code, []) == english


def test_it_describes_every_address_for_programs(document: dict[str, Any]) -> None:
    patterns: list[Any] = [*oauth_urls.urlpatterns, *team_urls.urlpatterns]
    assert all(isinstance(each, URLPattern) for each in patterns)
    addresses = {str(each.pattern).replace("<resource:path>", "{path}") for each in patterns}
    addresses = {one for one in addresses if not one.startswith(FOR_PEOPLE)}
    assert {"/" + re.sub(r"<\w+:(\w+)>", r"{\1}", one) for one in addresses} == set(document["paths"])


def test_no_sentence_looks_like_html(document: dict[str, Any]) -> None:
    written = json.dumps(document)
    assert "There is no field {names} here" in written  # viewers would show nothing of <names>
    assert "<" not in written


def test_errors_are_those_of_the_registry(document: dict[str, Any]) -> None:
    registered = {cause.error for cause in CAUSES.values() if cause.error}
    assert set(schema_of(document, "OAuthError")["properties"]["error"]["enum"]) == registered


def test_scopes_are_those_of_the_registry(document: dict[str, Any]) -> None:
    flow = document["components"]["securitySchemes"]["oauth2"]["flows"]["authorizationCode"]
    assert list(flow["scopes"]) == [scope.name for scope in scopes.everything()]


@pytest.mark.parametrize("path", ["/api/auth/me", "/api/user/teams"])
def test_a_resource_says_which_scope_it_needs(document: dict[str, Any], path: str) -> None:
    view: Any = resolve(path).func
    assert document["paths"][path]["get"]["security"][0] == {"oauth2": list(view.cls.required_scopes)}


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("/.well-known/oauth-authorization-server", "AuthorizationServer"),
        ("/.well-known/oauth-protected-resource", "ProtectedResource"),
    ],
)
def test_it_names_all_that_a_discovery_document_has(
    document: dict[str, Any], settings: Settings, path: str, schema: str
) -> None:
    links = {
        "DOCUMENTATION_URL": "https://x.example",
        "POLICY_URL": "https://x.example",
        "TERMS_URL": "https://x.example",
    }
    settings.HUB_OAUTH = settings.HUB_OAUTH | links | {"CLIENT_ID_DOCUMENTS": "any"}
    assert list(Client().get(path).json()) == list(schema_of(document, schema)["properties"])


def test_the_packages_work_without_drf_spectacular() -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_IT],
        check=False,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings"},
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.stdout == "401 AuthorizationServer\n", done.stderr


def test_a_linter_that_nobody_here_wrote_finds_nothing(document: dict[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_form_and_every_answer_has_examples_that_fit(document: dict[str, Any]) -> None:
    for where, media in bodies(document):
        schema = resolved(document, media["schema"])
        examples = [each["value"] for each in media.get("examples", {}).values()] or list(own_examples(schema))
        assert examples, f"{where} has no example"
        for example in examples:
            judge = Draft202012Validator({**media["schema"], "components": document["components"]})
            assert [error.message for error in judge.iter_errors(example)] == [], where


def test_every_example_of_a_refusal_leads_to_where_it_is_explained(document: dict[str, Any]) -> None:
    page = Client().get("/developers/errors").content.decode()
    examples = [example for _, media in bodies(document) for example in refusals(media)]
    assert examples
    for example in examples:
        where, _, anchor = (example.get("error_uri") or example["type"]).partition("#")
        assert where == "https://hub.example/developers/errors"
        assert f'<li id="{anchor}"' in page
        assert "{" not in (example.get("error_description") or example["detail"])


# Code -> a request that is refused so, and the permission of its token, if it has one.
REFUSED = {
    "token_missing": ("GET", "/api/auth/me", ""),
    "invalid_token": ("GET", "/api/auth/me", "dead"),
    "insufficient_scope": ("GET", "/api/user/teams", "profile:read"),
    "invalid_request": ("GET", "/api/auth/me?access_token=x", ""),
    "not_found": ("GET", "/api/teams/999", "teams:read"),
    "method_not_allowed": ("PUT", "/api/auth/me", "profile:read"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("code", REFUSED)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_refusal_comes_as_its_example_says(
    document: dict[str, Any], alice: User, web_app: App, code: str, language: str
) -> None:
    method, path, scope = REFUSED[code]
    token = flow.connect(alice, web_app, scope)["access_token"] if ":" in scope else scope
    headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})
    with translation.override("en"):  # the language that the site chooses would outlive the test
        answered = Client().generic(method, path, headers=headers)
    described = document["paths"][re.sub(r"\d+", "{id}", path.partition("?")[0])]["get"]["responses"]
    [media] = described[str(answered.status_code)]["content"].values()
    assert known(answered.json()) == known(media["examples"][code]["value"])
    assert answered.headers["Content-Language"] == "en"


@pytest.mark.django_db
def test_too_many_are_refused_as_its_example_says(
    document: dict[str, Any], alice: User, web_app: App, settings: Settings
) -> None:
    settings.HUB_OAUTH = settings.HUB_OAUTH | {"THROTTLES": {"api.user": "1/m"}}
    headers = {"Accept-Language": "ar", "Authorization": f"Bearer {flow.connect(alice, web_app)['access_token']}"}
    with translation.override("en"):
        said = [Client().get("/api/auth/me", headers=headers).json() for _ in range(2)][1]
    [media] = document["paths"]["/api/auth/me"]["get"]["responses"]["429"]["content"].values()
    said["detail"] = re.sub(r"\d+", "42", said["detail"])
    assert known(said) == known(media["examples"]["throttled"]["value"])


def known(problem: dict[str, Any]) -> dict[str, Any]:
    """Without what is another one each time."""
    ready = {name: value for name, value in problem.get("authorize_parameters", {}).items() if name != "client_id"}
    anchor = problem["type"].partition("#")[2]
    return problem | {"type": anchor, "authorize_parameters": ready, "reference": ""}


def refusals(media: dict[str, Any]) -> list[dict[str, Any]]:
    """The examples that are no success."""
    found = [each["value"] for each in media.get("examples", {}).values()]
    return [each for each in found if "error" in each or "status" in each]


def bodies(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each form and each answer for programs. The discovery documents are examples of themselves."""
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts = {"body": operation.get("requestBody", {}), **operation["responses"]}
            for part, described in parts.items():
                for media_type, media in described.get("content", {}).items():
                    if media_type != "text/html" and operation["tags"] != ["Discovery"]:
                        yield f"{method} {path} {part}", media


def resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    """What a reference leads to."""
    name = schema.get("$ref", "").rpartition("/")[2]
    return schema_of(document, name) if name else schema


def own_examples(schema: dict[str, Any]) -> Iterator[Any]:
    """Those of a schema, or of each of the schemas that it is one of."""
    for each in (schema, *schema.get("oneOf", ())):
        yield from each.get("examples", ())


def test_every_operation_that_takes_something_says_how_it_refuses(document: dict[str, Any]) -> None:
    for path, operations in document["paths"].items():
        for operation in operations.values():
            assert [status for status in operation["responses"] if status.startswith("4")], path
