from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tests.fuzz.model.parties import DAY, MINUTE, Client, Consent, Person

CODE: Final = MINUTE
RETRY_WINDOW: Final = 10
RETRY_UNUSED: Final = DAY
VERIFIERS: Final = 5
CODE_KEPT: Final = DAY
GRANT_KEPT: Final = 7 * DAY


class Pair(NamedTuple):
    access: str
    refresh: str


@dataclass(eq=False)
class Grant:
    """One authorization, from code to last token. ended: why, empty while it lives; gone: cleaned up."""

    number: int
    consent: Consent
    scopes: frozenset[str]
    code: str
    code_expires: int
    idle: int
    absolute: int
    wrong_verifiers: int = 0
    spent_at: int | None = None
    ended: str = ""
    ended_at: int = 0
    gone: bool = False

    pair: Pair | None = None
    access_scopes: frozenset[str] = frozenset()
    access_expires: int = 0
    access_used: bool = False
    previous: str = ""
    rotated_at: int | None = None
    kept: tuple[frozenset[str], Pair] | None = None  # what was asked, what was answered
    every_pair: list[Pair] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<grant {self.number}: {self.person}, {self.client}>"

    @property
    def person(self) -> Person:
        return self.consent.person

    @property
    def client(self) -> Client:
        return self.consent.client

    def permits(self, asked: frozenset[str]) -> frozenset[str]:
        """Of these scopes, those that consent and client still allow."""
        return asked & self.consent.scopes & self.client.scopes

    def stands(self, now: int) -> bool:
        """Whether everything that its tokens rest on is there."""
        standing = self.consent.stands(now) and self.person.active and self.client.enabled
        return standing and not self.ended and not self.gone

    def end(self, reason: str, now: int) -> bool:
        """False where it had ended before."""
        if self.ended or self.gone:
            return False
        self.ended, self.ended_at = reason, now
        return True

    def narrow(self, scope: str, now: int) -> None:
        """It leaves for good, also what is on its way; a grant of nothing else ends."""
        if self.ended or self.gone:
            return
        if self.scopes == {scope}:
            self.end("consent", now)
            return
        self.scopes -= {scope}
        self.access_scopes -= {scope}
        if self.kept is not None:
            self.kept = (self.kept[0] - {scope}, self.kept[1])

    def capped(self, moment: int) -> int:
        return moment if self.consent.ends_at is None else min(moment, self.consent.ends_at)

    def cap(self) -> None:
        """The consent has an end now that it had not when these were given."""
        self.code_expires, self.access_expires = self.capped(self.code_expires), self.capped(self.access_expires)
        self.idle, self.absolute = self.capped(self.idle), self.capped(self.absolute)

    def issue(self, now: int, scopes: frozenset[str]) -> None:
        """Both tokens anew; hold() says later which."""
        self.idle = min(now + self.client.idle, self.capped(self.absolute))
        self.access_expires = min(now + self.client.access, self.idle)
        self.access_scopes, self.access_used = scopes, False

    def hold(self, pair: Pair) -> None:
        """What the Hub gave for it just now."""
        self.pair = pair
        self.every_pair.append(pair)
        if self.kept is not None and self.kept[1] == ("", ""):
            self.kept = (self.kept[0], pair)

    def rotate(self, now: int, asked: frozenset[str], scopes: frozenset[str]) -> None:
        assert self.pair is not None
        self.previous, self.rotated_at, self.kept = self.pair.refresh, now, (asked, Pair("", ""))
        self.issue(now, scopes)

    def older(self) -> list[str]:
        """Refresh tokens of it that are neither the newest nor the one before."""
        newest = {self.pair.refresh if self.pair else "", self.previous}
        return [pair.refresh for pair in self.every_pair if pair.refresh not in newest]

    def edges(self) -> dict[str, int]:
        """The moments at which something of it runs out."""
        moments = {"idle": self.idle, "absolute": self.absolute}
        if self.consent.ends_at is not None:
            moments["consent"] = self.consent.ends_at
        if self.pair is not None:
            moments["access"] = self.access_expires
        if self.rotated_at is not None:
            moments |= {"retry": self.rotated_at + RETRY_WINDOW, "unused": self.rotated_at + RETRY_UNUSED}
        return moments

    def is_dead(self, now: int) -> bool:
        """Whether a clean-up takes it (DESIGN: dead codes after a day, the rest a week after its end)."""
        code = self.spent_at is None and self.code_expires < now - CODE_KEPT
        ended = bool(self.ended) and self.ended_at < now - GRANT_KEPT
        return code or ended or self.idle < now - GRANT_KEPT
