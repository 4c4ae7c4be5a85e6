"""The API that needs no more than the app's first permission; a site may be without it."""

from __future__ import annotations

from typing import Final

from django.urls import NoReverseMatch, reverse

from hub_oauth.selftest import wire
from hub_oauth.selftest.checks.check import Check
from hub_oauth.selftest.trial import Failed, Trial, told
from hub_oauth.selftest.wire import Answer

SCOPE: Final = "profile:read"


def api_takes_the_token(trial: Trial) -> None:
    answer = api(trial, {"Authorization": f"Bearer {trial.tokens.get('access_token', '')}"})
    if answer and answer.status != 200:
        raise Failed(f"{told(answer)}; does a proxy drop the Authorization header?")


def api_asks_for_a_token(trial: Trial) -> None:
    answer = api(trial, {})
    if answer and (answer.status != 401 or "resource_metadata=" not in answer.headers.get("www-authenticate", "")):
        raise Failed(f"{told(answer)}, or no challenge that leads to the resource document")


def api(trial: Trial, headers: dict[str, str]) -> Answer | None:
    """``/api/auth/me``; None on a site without it."""
    try:
        return wire.send(trial.url, reverse("hub_teams:me"), headers=headers)
    except NoReverseMatch:
        return None


CHECKS: Final = (
    Check("api", "The API takes the token", api_takes_the_token),
    Check("api.challenge", "Without one it says where to get one", api_asks_for_a_token),
)
