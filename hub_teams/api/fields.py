"""The fields that bodies have, each held to what it may be."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, validate_email

from hub_oauth.problems import Problem
from hub_teams import invitations, memberships
from hub_teams.roles import Role


def role(body: dict[str, Any]) -> str | None:
    """One of the roles; None where the body names none."""
    if "role" not in body:
        return None
    if body["role"] not in Role.values:
        raise Problem("field_invalid", name="role", rule=f"one of {', '.join(Role.values)}")
    return str(body["role"])


def username(body: dict[str, Any]) -> str:
    given = body["username"]
    if not isinstance(given, str) or not memberships.is_name(given):
        raise Problem("field_invalid", name="username", rule="a user name")
    return given


def email(body: dict[str, Any]) -> str:
    """An address in small letters: two spellings of one address must not be two invitations."""
    try:
        validate_email(body["email"])
        written: str = body["email"].lower()
        MaxLengthValidator(invitations.EMAIL_LIMIT)(written)  # validate_email lets 320 pass
    except (ValidationError, TypeError):
        raise Problem("field_invalid", name="email", rule="an e-mail address") from None
    return written
