"""What is measured, and what the Hub has to reach: server CPU of one request as a multiple of the limit's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Operation:
    """name: as seeds write it; goal: at most so many times the limit, None for no goal; once: spends what it sends."""

    name: str
    title: str
    goal: float | None = None
    once: bool = False
    status: int = 200


OPERATIONS: Final = (
    Operation("me", "GET /api/auth/me", 1.3),
    Operation("teams", "GET /api/user/teams", 1.4),
    Operation("unknown", "unknown token, 401", 1.1, status=401),
    Operation("code", "code exchange", 1.5, once=True),
    Operation("refresh", "refresh", 1.6, once=True),
    Operation("authorize", "consent page shown", 4.0),
    Operation("skip", "consent page skipped", 3.0, status=303),
    Operation("revoke", "revocation", once=True),
    Operation("introspect", "introspection"),
    Operation("constant", "a constant, no database"),
)
BY_NAME: Final = {operation.name: operation for operation in OPERATIONS}
