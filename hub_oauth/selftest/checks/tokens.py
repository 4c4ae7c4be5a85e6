"""How tokens come, and how they end."""

from __future__ import annotations

from typing import Final

from hub_oauth.selftest.checks.check import Check
from hub_oauth.selftest.trial import Failed, Trial, expect, told


def code_gives_tokens(trial: Trial) -> None:
    answer = trial.redeem(trial.code())
    if answer.status != 200 or "access_token" not in answer.json:
        raise Failed(told(answer))
    if "no-store" not in answer.headers.get("cache-control", ""):
        raise Failed("something between may store the tokens: Cache-Control lacks no-store")
    trial.tokens = answer.json


def replay_ends_everything(trial: Trial) -> None:
    code = trial.code()
    tokens = trial.redeem(code).json
    expect(trial.redeem(code), "invalid_grant")
    dead(trial, tokens)


def refresh_replaces(trial: Trial) -> None:
    before = trial.connect()
    answer = trial.refresh(before["refresh_token"])
    if "access_token" not in answer.json:
        raise Failed(told(answer))
    if trial.is_live(before["access_token"]) or not trial.is_live(answer.json["access_token"]):
        raise Failed("the old access token still lives, or the new one does not")


def reuse_ends_everything(trial: Trial) -> None:
    """The first of three: the second may be asked for again for a while, as when an answer is lost."""
    first = trial.connect()
    second = trial.refresh(first["refresh_token"]).json
    third = trial.refresh(second.get("refresh_token", "")).json
    expect(trial.refresh(first["refresh_token"]), "invalid_grant")
    dead(trial, third)


def revocation_ends_everything(trial: Trial) -> None:
    tokens = trial.connect()
    answer = trial.send("revoke", {"token": tokens["refresh_token"]}, Authorization=trial.basic())
    if answer.status != 200:
        raise Failed(told(answer))
    dead(trial, tokens)


def dead(trial: Trial, tokens: dict[str, str]) -> None:
    for name in ("access_token", "refresh_token"):
        if name not in tokens:
            raise Failed(f"there was no {name} to begin with")
        if trial.is_live(tokens[name]):
            raise Failed(f"the {name} still lives")


CHECKS: Final = (
    Check("code", "A code and its verifier give tokens, which nobody may store", code_gives_tokens),
    Check("replay", "A code used twice ends everything it gave", replay_ends_everything),
    Check("refresh", "A refresh replaces both tokens", refresh_replaces),
    Check("reuse", "An old refresh token ends everything beside it", reuse_ends_everything),
    Check("revocation", "A revocation ends both tokens", revocation_ends_everything),
)
