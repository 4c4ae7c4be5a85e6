"""What the API gives, as JSON Schema, for the OpenAPI document."""

from __future__ import annotations

from typing import Any, Final

from hub_teams.roles import Role

TEXT: Final[dict[str, Any]] = {"type": "string"}
LINK: Final[dict[str, Any]] = {"type": ["string", "null"], "format": "uri"}
CURSOR: Final[dict[str, Any]] = {
    "name": "cursor",
    "in": "query",
    "description": "From next or previous of another page.",
    "schema": TEXT,
}


def record(**properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these and nothing else."""
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


ALICE: Final = {"id": "7", "username": "alice", "email": "alice@example.org", "display_name": "Alice Silva"}
DESIGN: Final = {"id": "3", "name": "Design", "slug": "design", "role": Role.OWNER.value}

PERSON: Final = {**record(id=TEXT, username=TEXT, email=TEXT, display_name=TEXT), "examples": [ALICE]}
TEAM: Final = record(id=TEXT, name=TEXT, slug=TEXT, role={**TEXT, "enum": [role.value for role in Role]})
TEAMS: Final = {
    **record(next=LINK, previous=LINK, results={"type": "array", "items": TEAM}),
    "examples": [{"next": None, "previous": None, "results": [DESIGN]}],
}
