"""The Teams API as an app uses it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.test import Client

from hub_teams.models import Membership, Team, TeamChange
from tests.support import factories, flow
from tests.support.app import App, authorize_params, code_of

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Response

SCOPES = ("profile:read", "teams:read", "teams:write")
JSON = "application/json"


def writer(name: str = "Acme Roster", **over: Any) -> App:
    """An app that may change teams."""
    return factories.web_app(name, **{"scopes": SCOPES} | over)


def token_for(user: User, app: App, *teams: Team, scope: str | None = None) -> str:
    """An access token with these teams chosen for the app; all of them where none is named."""
    chosen: dict[str, Any] = (
        {"teams": "chosen", "team": [str(team.pk) for team in teams]} if teams else {"teams": "all"}
    )
    params = authorize_params(app, scope=scope or " ".join(app.scopes))
    code = code_of(flow.consent(flow.signed_in(user), params, **chosen))
    token: str = flow.redeem(app, code).json()["access_token"]
    return token


def members_of(team: Team | str) -> str:
    return f"/api/teams/{team.pk if isinstance(team, Team) else team}/members"


def member(team: Team | str, username: str) -> str:
    return f"{members_of(team)}/{username}"


def send(method: str, path: str, token: str, body: Any = None, **headers: str) -> Response:
    """body: bytes as they are, anything else as JSON, None for none; headers: with ``_`` for ``-``."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content_type = named.pop("Content-Type", JSON)
    raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    sent = {"Authorization": f"Bearer {token}", **named}
    return Client().generic(method, path, raw, content_type if body is not None else "", headers=sent)


def add(token: str, team: Team, body: Mapping[str, Any], **headers: str) -> Response:
    return send("POST", members_of(team), token, body, **headers)


def change_role(token: str, team: Team, username: str, role: Any, **headers: str) -> Response:
    return send("PATCH", member(team, username), token, {"role": role}, **headers)


def remove(token: str, team: Team, username: str, **headers: str) -> Response:
    return send("DELETE", member(team, username), token, **headers)


def problem(response: Response) -> tuple[int, str]:
    """Status and code of a problem document (RFC 9457) that has a sentence."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    body = response.json()
    assert body["status"] == response.status_code
    assert body["detail"].endswith(".")
    assert response.headers["Cache-Control"] == "no-store"
    return response.status_code, body["code"]


def roles(team: Team) -> dict[str, str]:
    """User name -> role."""
    return dict(Membership.objects.filter(team=team).values_list("user__username", "role"))


def history(team: Team) -> list[tuple[str, str, str | None, str]]:
    """What, by whom, to whom, which role; the oldest first."""
    rows = TeamChange.objects.filter(team=team).order_by("pk")
    return list(rows.values_list("what", "person__username", "member__username", "role"))
