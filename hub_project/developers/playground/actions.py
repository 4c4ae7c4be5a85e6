"""What can be sent at each step."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, Final

from django.urls import reverse

from hub_oauth.protocol.tokens import ACCESS_TOKEN_PREFIX
from hub_project.developers.client import CLIENT_ID
from hub_project.developers.playground.exchanges import Asked
from hub_project.developers.playground.runs import Run, redirect_uri

HIDDEN: Final = {
    "code": "CODE",
    "code_verifier": "VERIFIER",
    "refresh_token": "REFRESH_TOKEN",
    "token": "REFRESH_TOKEN",
}


def redeem(run: Run) -> Asked:
    form = {
        "grant_type": "authorization_code",
        "client_id": CLIENT_ID,
        "code": run.answer["code"],
        "code_verifier": run.verifier,
        "redirect_uri": redirect_uri(),
    }
    return Asked(reverse("hub_oauth:token"), form, hidden=HIDDEN)


def me(run: Run) -> Asked:
    return Asked(reverse("hub_teams:me"), token=run.tokens["access_token"])


def teams(run: Run) -> Asked:
    return Asked(reverse("hub_teams:user_teams"), token=run.tokens["access_token"])


def members(run: Run) -> Asked | None:
    """Of the first team in the last answer; None before there is one."""
    answer = run.exchanges.get("teams", {"status": "", "body": ""})
    found = json.loads(answer["body"])["results"] if answer["status"].startswith("200") else []
    if not found:
        return None
    return Asked(reverse("hub_teams:members", args=[found[0]["id"]]), token=run.tokens["access_token"])


def refresh(run: Run) -> Asked:
    form = {
        "grant_type": "refresh_token",
        "client_id": CLIENT_ID,
        "refresh_token": run.tokens["refresh_token"],
    }
    return Asked(reverse("hub_oauth:token"), form, hidden=HIDDEN)


def introspect(run: Run) -> Asked:
    return about_token(run, "hub_oauth:introspect")


def revoke(run: Run) -> Asked:
    return about_token(run, "hub_oauth:revoke")


def about_token(run: Run, route: str) -> Asked:
    form = {"client_id": CLIENT_ID, "token": run.tokens["refresh_token"]}
    return Asked(reverse(route), form, hidden=HIDDEN)


ACTIONS: Final[dict[str, Callable[[Run], Asked | None]]] = {
    "redeem": redeem,
    "me": me,
    "teams": teams,
    "members": members,
    "refresh": refresh,
    "introspect": introspect,
    "revoke": revoke,
}


def possible(run: Run, name: str) -> Asked | None:
    """The request of this name, where the run has come so far; None else, and for a name that means nothing."""
    if name not in ACTIONS or (name == "redeem" and not all(run.checks.values())):
        return None
    return None if name != "redeem" and not run.tokens else ACTIONS[name](run)


def learn(run: Run, name: str, exchange: dict[str, Any]) -> None:
    """Keep what was sent and answered, and new tokens where there are any."""
    run.exchanges[name] = exchange
    if name in ("redeem", "refresh") and ACCESS_TOKEN_PREFIX in exchange["body"]:
        run.tokens = json.loads(exchange["body"])
