"""What is tried, in this order. Each check returns, or raises Failed."""

from __future__ import annotations

from typing import Final

from hub_oauth.selftest.checks import api, discovery, pages, proxies, refusals, teams, tokens
from hub_oauth.selftest.checks.check import Check

CHECKS: Final[tuple[Check, ...]] = (
    *discovery.CHECKS,
    *pages.CHECKS,  # whether it is this database at all: nothing after it could be told apart
    *refusals.CHECKS,
    *tokens.CHECKS,
    *api.CHECKS,
    *teams.CHECKS,
    *proxies.CHECKS,
)
