"""What every peer is filled with: the same people, teams, client and tokens, so that all do the same work.

Secrets follow from a counter. They open nothing but throwaway databases on the loopback interface.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Final

PEOPLE: Final = 200
TEAMS: Final = 50
TEAMS_EACH: Final = 5
SIGNED_IN: Final = 40  # people with a session, who visit the consent page
BEARERS: Final = 1000  # live access tokens that are read with, each used before
CLIENT_ID: Final = "bench-client"
RESOURCE_SERVER: Final = "bench-resource-server"
ORIGIN: Final = "https://client.example"  # of the client's page, where a benchmark asks as one
REDIRECT_URI: Final = f"{ORIGIN}/callback"
STATE: Final = "state-of-24-characters--"
VERIFIER: Final = "v" * 64
CHALLENGE: Final = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()


@dataclass(frozen=True, slots=True)
class Human:
    pk: int

    @property
    def username(self) -> str:
        return f"user{self.pk}"

    @property
    def email(self) -> str:
        return f"{self.username}@example.com"

    @property
    def display_name(self) -> str:
        return f"User {self.pk}"

    @property
    def memberships(self) -> list[tuple[int, str]]:
        """(team, role): owner of the first, member of the rest."""
        teams = (1 + (self.pk * TEAMS_EACH + place) % TEAMS for place in range(TEAMS_EACH))
        return [(team, "member" if place else "owner") for place, team in enumerate(teams)]


def people() -> list[Human]:
    return [Human(pk) for pk in range(1, PEOPLE + 1)]


def human_of(number: int) -> int:
    """Whose the token with this number is."""
    return 1 + number % PEOPLE


def secret(kind: str, number: int) -> str:
    """43 characters, the same in every run. kind: code, bearer, refresh …"""
    made = hashlib.sha256(f"{kind}/{number}".encode()).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()
