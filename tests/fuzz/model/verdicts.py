from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

from tests.fuzz.model.grants import Pair


class Event(NamedTuple):
    """One row of the audit log. person, client: their names, or empty."""

    name: str
    person: str = ""
    client: str = ""
    refused: bool = False


@dataclass(frozen=True)
class Verdict:
    """How the Hub must answer. scopes, expires_in: of the token given; repeats: the very pair it must be."""

    status: int = 200
    error: str = ""
    scopes: frozenset[str] = frozenset()
    expires_in: int = 0
    repeats: Pair | None = None

    @property
    def refuses(self) -> bool:
        return bool(self.error)


NO_CLIENT: Final = Verdict(401, "invalid_client")
NO_GRANT: Final = Verdict(400, "invalid_grant")
TOO_WIDE: Final = Verdict(400, "invalid_scope")
