from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MINUTE: Final = 60
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR


@dataclass(eq=False)
class Person:
    name: str
    active: bool = True

    def __repr__(self) -> str:
        return self.name


@dataclass(eq=False)
class Client:
    """scopes: what it may ask for now; optional: those that people may leave out; the last three: lifetimes."""

    name: str
    confidential: bool
    scopes: frozenset[str]
    optional: frozenset[str] = frozenset()
    enabled: bool = True
    access: int = HOUR
    idle: int = 30 * DAY
    absolute: int = 180 * DAY

    def __repr__(self) -> str:
        return self.name


@dataclass(eq=False)
class Consent:
    """What one person lets one client do, until it is taken back or reaches the end that the person chose."""

    person: Person
    client: Client
    scopes: frozenset[str]
    ends_at: int | None = None
    revoked: bool = False

    def stands(self, now: int) -> bool:
        return not self.revoked and (self.ends_at is None or now < self.ends_at)
