"""What the Teams API refuses, beside what every resource does."""

from __future__ import annotations

from typing import Final

from hub_oauth import problems
from hub_oauth.problems import Kind, Problem

__all__ = ["KINDS", "Problem"]

KINDS: Final = {
    "role_insufficient": Kind(403, "This person's role in the team does not allow it."),
    "last_owner": Kind(409, "A team keeps an owner; make somebody else an owner first."),
    "role_differs": Kind(409, "This person is in the team with another role; change it with PATCH."),
    # One answer for whoever does not exist and for whoever can't be added: it must not tell them apart.
    "person_unavailable": Kind(422, "There is nobody of this name who can be added."),
}

problems.register(KINDS)
