from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hub_oauth.selftest.checks import CHECKS
from hub_oauth.selftest.checks.check import Check
from hub_oauth.selftest.trial import Failed, Trial
from hub_oauth.selftest.visitor import Visitor
from hub_oauth.selftest.wire import Unreachable


@dataclass(frozen=True, slots=True)
class Result:
    """detail: what came instead; empty where it passed."""

    check: Check
    passed: bool
    detail: str = ""


def each(url: str, visitor: Visitor, scope: str) -> Iterator[Result]:
    """Try one after another; a vital one that fails is the last."""
    trial = Trial(url, visitor, scope)
    for check in CHECKS:
        result = attempt(check, trial)
        yield result
        if check.vital and not result.passed:
            return


def attempt(check: Check, trial: Trial) -> Result:
    try:
        check.run(trial)
    except (Failed, Unreachable) as problem:
        return Result(check, passed=False, detail=str(problem))
    return Result(check, passed=True)
