"""What the API gives and takes, as JSON Schema, for the OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from hub_teams.invitations import EMAIL_LIMIT
from hub_teams.memberships import NAME_LIMIT
from hub_teams.roles import Role

TEXT: Final[dict[str, Any]] = {"type": "string"}
LINK: Final[dict[str, Any]] = {"type": ["string", "null"], "format": "uri"}
ROLE: Final[dict[str, Any]] = {**TEXT, "enum": [role.value for role in Role]}
USERNAME: Final[dict[str, Any]] = {**TEXT, "minLength": 1, "maxLength": NAME_LIMIT}
EMAIL: Final[dict[str, Any]] = {**TEXT, "format": "email", "maxLength": EMAIL_LIMIT}
CURSOR: Final[dict[str, Any]] = {
    "name": "cursor",
    "in": "query",
    "description": "From next or previous of another page.",
    "schema": TEXT,
}
IN_PATH: Final = {"in": "path", "required": True}
TEAM_ID: Final[dict[str, Any]] = {
    **IN_PATH,
    "name": "id",
    "description": "As /api/user/teams gives it.",
    "schema": TEXT,
}
MEMBER_NAME: Final[dict[str, Any]] = {
    **IN_PATH,
    "name": "username",
    "description": "As the list of members gives it, percent-encoded.",
    "schema": USERNAME,
}


def header(name: str, description: str, **schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "header", "description": description, "schema": {**TEXT, **schema}}


IF_NONE_MATCH: Final = header("If-None-Match", "An ETag: 304 while it is still the current one.")
IF_MATCH: Final = header("If-Match", "An ETag: 412 where it is not the current one any more.")
IDEMPOTENCY_KEY: Final = header("Idempotency-Key", "New for each request, the same for its repetitions.", maxLength=202)


def record(optional: Iterable[str] = (), **properties: dict[str, Any]) -> dict[str, Any]:
    """An object that has all of these but the optional ones, and nothing else."""
    required = [name for name in properties if name not in set(optional)]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def page_of(item: dict[str, Any]) -> dict[str, Any]:
    return record(next=LINK, previous=LINK, results={"type": "array", "items": item})


def shown(shape: dict[str, Any], *examples: dict[str, Any]) -> dict[str, Any]:
    return {**shape, "examples": list(examples)}


ALICE: Final = {"id": "7", "username": "alice", "email": "alice@example.org", "display_name": "Alice Silva"}
DESIGN: Final = {"id": "3", "name": "Design", "slug": "design", "role": Role.OWNER.value}
BOB: Final = {"id": "8", "username": "bob", "display_name": "Bob Lee", "role": Role.MEMBER.value}
INVITED: Final = {"email": "carol@example.org", "role": Role.MEMBER.value, "expires_at": "2027-01-31T12:00:00Z"}
ROLE_OF: Final = {"role": Role.ADMIN.value}

PERSON: Final = shown(record(id=TEXT, username=TEXT, email=TEXT, display_name=TEXT), ALICE)
TEAM: Final = shown(record(id=TEXT, name=TEXT, slug=TEXT, role=ROLE), DESIGN)
TEAMS: Final = shown(page_of(TEAM), {"next": None, "previous": None, "results": [DESIGN]})
MEMBER: Final = shown(record(id=TEXT, username=TEXT, display_name=TEXT, role=ROLE), BOB)
MEMBERS: Final = shown(page_of(MEMBER), {"next": None, "previous": None, "results": [BOB]})
INVITATION: Final = shown(record(email=TEXT, role=ROLE, expires_at={**TEXT, "format": "date-time"}), INVITED)
ADDED: Final = shown({"oneOf": [MEMBER, INVITATION]}, BOB, INVITED)
BY_NAME: Final = record(optional=["role"], username=USERNAME, role=ROLE)
BY_EMAIL: Final = record(optional=["role"], email=EMAIL, role=ROLE)
NEW_MEMBER: Final = shown({"oneOf": [BY_NAME, BY_EMAIL]}, {"username": "bob"}, {"email": "carol@example.org"})
NEW_ROLE: Final = shown(record(role=ROLE), ROLE_OF)
