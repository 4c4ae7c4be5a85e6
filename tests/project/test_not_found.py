"""An address where nothing is: programs get a problem document, people a page."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from hub_teams.models import Team
from tests.support.teams import member, send, token_for, writer

ISSUER = "http://127.0.0.1:8000"
PROBLEM = "application/problem+json"
LONG = "/api/" + "x" * 9000
RUBBISH = "/api/%ff%fe%00%0d%0aSet-Cookie:%20a=b/%E2%80%AE%3Cscript%3E"
NOT_BASE64 = "/api/oauth/logo/~%21%21"  # no client id, says the converter


@pytest.mark.parametrize(
    "path",
    ["/api/nothing", "/api/", "/api", "/api/teams", "/api/oauth/tokens", "/api/auth/me/", LONG, RUBBISH, NOT_BASE64],
)
def test_a_program_gets_a_problem_and_no_query_is_needed(path: str) -> None:
    response = Client().get(path)
    body = response.json()
    assert (response.status_code, response.headers["Content-Type"]) == (404, PROBLEM)
    assert (body["status"], body["code"], body["type"]) == (404, "not_found", f"{ISSUER}/developers/errors#not_found")
    assert body["reference"] == response.headers["X-Request-ID"]
    assert response.headers["Cache-Control"] == "no-store"


def test_it_looks_as_a_404_of_the_api_does(alice: User, team: Team) -> None:
    theirs = send("GET", member(team, "nobody"), token_for(alice, writer()))
    ours = Client().get("/api/nothing")
    assert ours.json().keys() == theirs.json().keys()
    for name in ("Content-Type", "Content-Language", "Cache-Control"):
        assert ours.headers[name] == theirs.headers[name]


def test_it_says_what_was_asked_for_and_where_to_read_what_there_is() -> None:
    detail = Client().get("/api/team").json()["detail"]
    assert "/api/team " in detail
    assert f"{ISSUER}/developers/openapi.json" in detail
    assert Client().get("/developers/openapi.json").status_code == 200


@pytest.mark.parametrize("path", [LONG, RUBBISH])
def test_what_was_asked_for_is_told_in_bounds(path: str) -> None:
    detail = Client().get(path).json()["detail"]
    assert len(detail) < 350
    assert detail.isprintable()


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_every_method_is_told_the_same(method: str) -> None:
    response = Client(enforce_csrf_checks=True).generic(method, "/api/nothing", b"{}", "application/json")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_it_is_english_whatever_the_caller_prefers() -> None:
    response = Client().get("/api/nothing", headers={"Accept-Language": "ar"})
    assert response.headers["Content-Language"] == "en"
    assert response.json()["detail"].startswith("There is nothing at")


def test_a_program_in_development_gets_no_page_of_django_s(settings: Settings) -> None:
    settings.DEBUG = True
    assert Client().get("/api/nothing").headers["Content-Type"] == PROBLEM


@pytest.mark.django_db
def test_a_view_of_the_api_that_finds_nothing_says_so_too() -> None:
    assert Client().get("/api/oauth/logo/nobody").headers["Content-Type"] == PROBLEM


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/nowhere", "/apiary", "/accounts/api/", "/developers/api/nothing", "/api/oauth/authorize/", "/api%0a"]
)
def test_people_get_a_page(path: str) -> None:
    response = Client().get(path)
    assert (response.status_code, response.headers["Content-Type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such page" in response.content.decode()
