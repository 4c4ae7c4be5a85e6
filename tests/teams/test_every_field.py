"""Every parameter, header and field of the Teams API, in every way that is wrong: a 4xx with a sentence, or no matter.

What there is stands in the views' own descriptions, so what is new is tried here by itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote_to_bytes

import pytest
from django.contrib.auth.models import User
from django.test import Client

from hub_oauth.api import Operation
from hub_teams.api.member import MemberView
from hub_teams.api.members import MembersView
from hub_teams.api.team import TeamView
from hub_teams.models import Team
from tests.support.rows import kept, nothing_changes
from tests.support.teams import JSON, problem, send

pytestmark = [pytest.mark.django_db, pytest.mark.yardstick("J7")]

VIEWS: dict[str, Any] = {
    "/api/teams/{id}": TeamView,
    "/api/teams/{id}/members": MembersView,
    "/api/teams/{id}/members/{username}": MemberView,
}
GOOD = {
    "id": "{team}",
    "username": "bob",
    "cursor": "cD0x",
    "If-Match": "*",
    "If-None-Match": '"x"',
    "Idempotency-Key": "a-key",
    "role": "member",
    "email": "carol@example.org",
}
ABUSES: dict[str, Callable[[str], str]] = {
    "empty": lambda value: "",
    "a million characters": lambda value: "x" * 10**6,
    "NUL": lambda value: f"{value}%00",
    "not UTF-8": lambda value: f"{value}%ff",
    "not ASCII": lambda value: f"{value}%C3%A9",
    "twice": lambda value: f"{value},{value}",
    "a line more": lambda value: f"{value}%0d%0aX: y",
}
JSON_ABUSES: dict[str, Any] = {
    "null": None,
    "a number": 1,
    "a large number": 10**300,
    "a fraction": 0.5,
    "true": True,
    "a list": ["bob"],
    "an object": {"a": 1},
    "empty": "",
    "a million characters": "x" * 60_000,
    "NUL": "bob\0",
    "not ASCII": "bobé",
    "a line more": "bob\r\nX: y",
}


@dataclass(frozen=True)
class Part:
    """One thing in one kind of request. place: path, query, header or body; others: the fields beside it."""

    path: str
    method: str
    name: str
    place: str
    others: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return " ".join([self.method, self.path, self.name, *self.others])


OPERATIONS: list[tuple[str, str, Operation]] = [
    (path, method, operation) for path, view in VIEWS.items() for method, operation in view.operations.items()
]
PARAMETERS = [
    Part(path, method, parameter["name"], parameter["in"])
    for path, method, operation in OPERATIONS
    for parameter in (*VIEWS[path].parameters, *operation.parameters)
]


def fields_of(path: str, method: str, operation: Operation) -> Iterator[Part]:
    body: Any = operation.body or {}
    for shape in body.get("oneOf", [body]):
        for name in shape.get("properties", ()):
            others = {one: GOOD[one] for one in shape["properties"] if one != name}
            yield Part(path, method, name, "body", others)


FIELDS = [part for each in OPERATIONS for part in fields_of(*each)]


def filled(path: str, team: Team, **over: str) -> str:
    return path.format(**{"id": str(team.pk), "username": "bob"} | over)


def body_for(method: str) -> Any:
    return {"POST": {"username": "charlie"}, "PATCH": {"role": "admin"}}.get(method)


@pytest.fixture(autouse=True)
def used(owner: str, charlie: User) -> None:
    send("GET", "/api/user/teams", owner)  # the first use of a token is marked


@pytest.mark.parametrize("part", PARAMETERS, ids=str)
def test_a_parameter(part: Part, owner: str, team: Team) -> None:
    for abuse, spoil in ABUSES.items():
        spoilt = spoil(quote(GOOD[part.name].format(team=team.pk)))
        if part.place == "path" and (spoilt == "" or "%0d" in spoilt):
            continue  # another address
        before = kept()
        response = send(
            part.method, address_with(part, spoilt, team), owner, body_for(part.method), **header(part, spoilt)
        )
        assert response.status_code < 500, abuse
        if response.status_code >= 400:
            problem(response)
            assert kept() == before, abuse


def address_with(part: Part, spoilt: str, team: Team) -> str:
    address = filled(part.path, team, **({part.name: spoilt} if part.place == "path" else {}))
    return f"{address}?{part.name}={spoilt}" if part.place == "query" else address


def header(part: Part, spoilt: str) -> dict[str, str]:
    """As WSGI hands it on: each byte a character."""
    return {part.name: unquote_to_bytes(spoilt).decode("latin-1")} if part.place == "header" else {}


@pytest.mark.parametrize("part", FIELDS, ids=str)
def test_a_field(part: Part, owner: str, team: Team) -> None:
    for abuse, value in JSON_ABUSES.items():
        with nothing_changes():
            response = send(part.method, filled(part.path, team), owner, {**part.others, part.name: value})
        unknown = part.name == "username" and abuse in (
            "not ASCII",
            "a line more",
        )  # though somebody might be called so
        assert problem(response)[0] == (422 if unknown else 400), abuse


@pytest.mark.parametrize(("path", "method"), [each[:2] for each in OPERATIONS])
def test_the_token(path: str, method: str, owner: str, team: Team) -> None:
    raw = json.dumps(body_for(method)) if body_for(method) else ""
    with nothing_changes():
        for spoil in ABUSES.values():
            sent = unquote_to_bytes(spoil(owner)).decode("latin-1")
            named = {"Authorization": f"Bearer {sent}"}
            response = Client().generic(method, filled(path, team), raw, JSON, headers=named)
            assert problem(response)[0] in (400, 401)
            assert response.headers["WWW-Authenticate"].startswith("Bearer ")
