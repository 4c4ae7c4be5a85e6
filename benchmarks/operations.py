"""What is measured, and what the Hub has to reach: server CPU of one request as a multiple of the limit's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Operation:
    """name: as seeds write it; goal: at most so many times the limit, None for no goal; once: spends what it sends.

    proof: a pattern that an answer, head and body, has where the work was done.
    """

    name: str
    title: str
    goal: float | None = None
    once: bool = False
    status: int = 200
    proof: bytes = b""


PAIR: Final = rb'"access_token": ?"'
SENT_BACK: Final = rb"(?i)\nlocation: *https://client\.example/callback\?\S*\bcode="
OPERATIONS: Final = (
    Operation("me", "GET /api/auth/me", 1.3, proof=rb'username": ?"user\d'),
    Operation("teams", "GET /api/user/teams", 1.4, proof=rb'"Team \d'),
    Operation("unknown", "unknown token, 401", 1.1, status=401),
    Operation("code", "code exchange", 1.5, once=True, proof=PAIR),
    Operation("refresh", "refresh", 1.6, once=True, proof=PAIR),
    Operation("authorize", "consent page shown", 4.0, proof=rb"<form\b"),
    Operation("skip", "consent page skipped", 3.0, status=303, proof=SENT_BACK),
    Operation("revoke", "revocation", once=True),
    Operation("introspect", "introspection", proof=rb'"active": ?true'),
    Operation("constant", "a constant, no database"),
)
BY_NAME: Final = {operation.name: operation for operation in OPERATIONS}
