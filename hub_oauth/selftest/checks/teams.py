"""The API of teams, which is asked for when it is needed; a site may be without it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Final

from django.urls import NoReverseMatch, reverse

from hub_oauth.selftest import wire
from hub_oauth.selftest.checks.check import Check
from hub_oauth.selftest.trial import Failed, Trial, told
from hub_oauth.selftest.wire import Answer

SCOPE: Final = "teams:read"


def refusal_says_what_is_missing(trial: Trial) -> None:
    """RFC 6750 §3.1, and the lists of scopes beside it."""
    answer = read(trial, trial.tokens)
    if answer.status != 403 or 'error="insufficient_scope"' not in answer.headers.get("www-authenticate", ""):
        raise Failed(f"403 with a challenge should come, and there came {told(answer)}")
    lists = {name: answer.json.get(name) for name in ("required_scopes", "granted_scopes")}
    if lists != {"required_scopes": [SCOPE], "granted_scopes": [trial.scope]}:
        raise Failed(f"it says {lists}")


def what_it_asks_for_opens_them(trial: Trial) -> None:
    """With the parameters of the refusal, and what only the app can add to them."""
    ready = read(trial, trial.tokens).json.get("authorize_parameters")
    if not ready:
        raise Failed("the refusal has no authorize_parameters")
    answer = read(trial, trial.connect(**ready))
    if answer.status != 200 or not isinstance(answer.json.get("results"), list):
        raise Failed(told(answer))


def read(trial: Trial, tokens: dict[str, str]) -> Answer:
    """``/api/user/teams``."""
    token = tokens.get("access_token", "")
    return wire.send(trial.url, reverse("hub_teams:user_teams"), headers={"Authorization": f"Bearer {token}"})


def where_they_are(check: Callable[[Trial], None]) -> Callable[[Trial], None]:
    def tried(trial: Trial) -> None:
        with suppress(NoReverseMatch):
            check(trial)

    return tried


CHECKS: Final = (
    Check(
        "teams.refused",
        "A token that may not read teams is told what it lacks",
        where_they_are(refusal_says_what_is_missing),
    ),
    Check("teams", "Asking for just that gives one that reads them", where_they_are(what_it_asks_for_opens_them)),
)
