"""What a resource API refuses beside the token: a code for programs, a status, a sentence (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

SHOWN: Final = 200


@dataclass(frozen=True, slots=True)
class Kind:
    """status: of the answer; sentence: ``str.format`` template, for developers."""

    status: int
    sentence: str


# The code is public and stable, so each stands here once.
KINDS: Final[dict[str, Kind]] = {
    "unsupported_media_type": Kind(415, "Send the body as application/json in UTF-8."),
    "malformed_json": Kind(400, "The body is not one JSON object (RFC 8259) with each name once."),
    "unknown_field": Kind(400, "There is no field {names} here; there are: {known}."),
    "field_missing": Kind(400, "{name} is missing."),
    "field_invalid": Kind(400, "{name} must be {rule}."),
    "precondition_failed": Kind(412, "It is not what If-Match names any more; read it again first."),
    "idempotency_key_invalid": Kind(400, "Idempotency-Key must be 1 to 200 printable ASCII characters, given once."),
    "idempotency_key_in_use": Kind(409, "A request with this Idempotency-Key is being answered; try again soon."),
    "idempotency_key_reused": Kind(422, "This Idempotency-Key came with another request before; make a new one."),
}


def register(kinds: Mapping[str, Kind]) -> None:
    """More of them, by the app that raises them; ValueError for a code that means something else already."""
    for code, kind in kinds.items():
        if KINDS.setdefault(code, kind) != kind:
            raise ValueError(f"{code!r} is taken.")


class Problem(Exception):
    """A request refused for one of the kinds above; raises KeyError for an unknown code or a value missing."""

    def __init__(self, code: str, **values: object) -> None:
        self.code, self.status = code, KINDS[code].status
        shown = {name: printable(value) for name, value in values.items()}
        self.description = KINDS[code].sentence.format(**shown)
        super().__init__(self.description)


def printable(value: object) -> str:
    """What was sent may stand in an answer, but not at any length, nor with what a terminal would obey."""
    return "".join(character if character.isprintable() else "?" for character in str(value)[:SHOWN])
