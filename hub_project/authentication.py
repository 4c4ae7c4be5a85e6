"""Who is signed in: allauth's backend, which reads the person of a session with one compiled query."""

from __future__ import annotations

from typing import Final

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import User
from django.db.models import QuerySet

from hub_oauth.compiled_queries import CompiledSelect, parameter


class Backend(AuthenticationBackend):  # type: ignore[misc]  # allauth has no types
    """A user name or a confirmed e-mail address, with a password."""

    def get_user(self, user_id: int) -> User | None:
        """The active person of this id, or None. One query, asked by every page."""
        found = BY_ID.first(id=user_id)
        return found if found is not None and self.user_can_authenticate(found) else None


def by_id() -> QuerySet[User]:
    return User._default_manager.filter(pk=parameter(User, "id"))


BY_ID: Final[CompiledSelect[User]] = CompiledSelect(by_id)
