"""``error_uri`` leads to a place that explains what was refused, for every cause there is."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from hub_oauth import error_uris
from hub_oauth.errors import CAUSES
from hub_oauth.problems import KINDS
from hub_project.developers.problems import MEANINGS
from hub_project.developers.remedies import REMEDIES
from hub_teams.models import Team
from tests.support import flow
from tests.support.app import App, authorize_params
from tests.support.teams import member, send, token_for, writer

ISSUER = "http://127.0.0.1:8000"
PAGE = f"{ISSUER}/developers/errors"

pytestmark = pytest.mark.django_db


def anchors() -> Counter[str]:
    return Counter(re.findall(r'<li id="(\w+)"', Client().get("/developers/errors").content.decode()))


def test_every_cause_and_every_problem_has_one_place() -> None:
    assert anchors() == dict.fromkeys([*CAUSES, *KINDS, "not_found"], 1)


def test_every_cause_is_explained() -> None:
    explained = [name for remedies in REMEDIES.values() for name in remedies]
    assert sorted(explained) == sorted(CAUSES)


def test_every_problem_of_the_api_is_explained() -> None:
    assert {*MEANINGS} == {*KINDS, "not_found"}
    assert "There is no field {names} here" in Client().get("/developers/errors").content.decode()


def test_the_page_shows_the_sentence_that_was_sent_and_what_to_do() -> None:
    page = Client().get("/developers/errors").content.decode()
    assert "code_verifier does not match the code_challenge" in page
    assert "two tabs must not share one" in page


def test_a_token_request_is_told_where_its_refusal_is_explained(web_app: App) -> None:
    response = flow.redeem(web_app, "hub_ac_nothing")
    assert response.json()["error_uri"] == f"{PAGE}#code_unknown"


def test_an_authorization_request_is_told_so_too(alice: User, web_app: App) -> None:
    response = flow.ask(flow.signed_in(alice), authorize_params(web_app, code_challenge_method="plain"))
    answer = parse_qs(urlsplit(response.headers["Location"]).query)
    assert answer["error_uri"] == [f"{PAGE}#challenge_method"]


def test_the_challenge_of_the_api_says_so() -> None:
    response = Client().get("/api/auth/me", headers={"Authorization": "Bearer hub_at_dead"})
    assert f'error_uri="{PAGE}#token_invalid"' in response.headers["WWW-Authenticate"]


REFUSED = {
    "scope_insufficient": ("PATCH", {"role": "admin"}, "teams:read"),
    "unknown_field": ("PATCH", {"rule": "admin"}, "teams:write"),
    "last_owner": ("DELETE", None, "teams:write"),
    "method_not_allowed": ("PUT", None, "teams:write"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_problem_of_the_api_has_its_place_for_a_type(name: str, alice: User, team: Team) -> None:
    method, body, scope = REFUSED[name]
    response = send(method, member(team, "alice"), token_for(alice, writer(), scope=scope), body)
    assert response.json()["type"] == f"{PAGE}#{name}"
    assert name in anchors()


def test_a_place_that_is_nowhere_too() -> None:
    assert Client().get("/api/auth/me").json()["type"] == f"{PAGE}#token_missing"
    assert error_uris.type_of("of_a_host") == "about:blank"


def test_the_error_page_shows_it_to_the_developer(web_app: App) -> None:
    response = flow.ask(Client(), authorize_params(web_app, redirect_uri="https://evil.example/"))
    assert f"{PAGE}#redirect_uri_mismatch" in response.content.decode()


def test_a_site_without_such_a_page_sends_none(web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {key: value for key, value in settings.HUB_OAUTH.items() if key != "ERROR_DOCS_URL"}
    assert "error_uri" not in flow.redeem(web_app, "hub_ac_nothing").json()
    assert Client().get("/api/auth/me").json()["type"] == "about:blank"


def test_a_page_elsewhere_is_named_in_full(web_app: App, settings: Settings) -> None:
    settings.HUB_OAUTH = {**settings.HUB_OAUTH, "ERROR_DOCS_URL": "https://docs.example/errors"}
    assert flow.redeem(web_app, "hub_ac_nothing").json()["error_uri"] == "https://docs.example/errors#code_unknown"
