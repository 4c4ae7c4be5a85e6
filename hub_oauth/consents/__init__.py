"""Consents: given in the browser, widened, skipped where that is safe (DESIGN §4); withdrawals end them."""

from __future__ import annotations

from hub_oauth.consents.decisions import Decision, allow, deny, renew
from hub_oauth.consents.rows import UNUSED_AFTER, ended_of, keys_of, known_of, latest_with, live, live_of, live_with
from hub_oauth.consents.skip_rule import identity_stands, may_skip
from hub_oauth.consents.stood import Stood

__all__ = [
    "UNUSED_AFTER",
    "Decision",
    "Stood",
    "allow",
    "deny",
    "ended_of",
    "identity_stands",
    "keys_of",
    "known_of",
    "latest_with",
    "live",
    "live_of",
    "live_with",
    "may_skip",
    "renew",
]
