"""What the person sees, and how the browser is sent back."""

from __future__ import annotations

from typing import Final

from hub_oauth.selftest.checks.check import Check
from hub_oauth.selftest.trial import Failed, Trial, is_sign_in, told


def same_database(trial: Trial) -> None:
    answer = trial.ask()
    if answer.status == 400:
        raise Failed("the app that was just made here is unknown there: that address is not of this database")
    if is_sign_in(answer):
        raise Failed("a session that was just made here is not known there: another SECRET_KEY or SESSION_ENGINE")
    if answer.status != 200:
        raise Failed(told(answer))


def page_is_not_framed(trial: Trial) -> None:
    headers = trial.ask(prompt="consent").headers
    if "frame-ancestors 'none'" not in headers.get("content-security-policy", ""):
        raise Failed("its Content-Security-Policy lets others frame it, or is lost on the way")
    if "no-store" not in headers.get("cache-control", ""):
        raise Failed("something between may store it: Cache-Control lacks no-store")


def answer_names_its_sender(trial: Trial) -> None:
    answer = trial.ask(code_challenge=None)
    if answer.parameters.get("iss") != trial.url or answer.parameters.get("state") != "self-test":
        raise Failed("iss or state is missing or another one")


CHECKS: Final = (
    Check("database", "App and session made here are known there", same_database, vital=True),
    Check("page", "The consent page is neither framed nor stored", page_is_not_framed),
    Check("answer", "Answers carry iss and state", answer_names_its_sender),
)
