"""Sessions in the database, under digests of their keys: a stolen copy signs nobody in (ASVS 14.2.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError
from django.db.models import QuerySet
from django.utils import timezone

from hub_oauth.compiled_queries import CompiledSelect, parameter

# To Django every failure of the database at saving means that somebody signed out meanwhile.
FAILED: Final = (OperationalError, InterfaceError)


class SessionStore(DatabaseSessions):
    """Django's, but for the key that is kept: the cookie alone has the one that opens."""

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = LIVE.first(session_key=digest(self.session_key), expire_date=timezone.now())
        self.forget_unknown(found)
        return found

    async def _aget_session_from_db(self) -> AbstractBaseSession | None:
        found: AbstractBaseSession | None = await self.live().afirst()
        self.forget_unknown(found)
        return found

    def live(self) -> Any:
        return self.model.objects.filter(session_key=digest(self.session_key), expire_date__gt=timezone.now())

    def forget_unknown(self, found: AbstractBaseSession | None) -> None:
        """As Django does: a key that somebody made up is never taken on (session fixation)."""
        if found is None:
            self._session_key = None

    def save(self, must_create: bool = False) -> None:
        """Raises UpdateError where it was deleted meanwhile; what the database fails with, as it is."""
        with as_it_is():
            super().save(must_create)

    async def asave(self, must_create: bool = False) -> None:
        with as_it_is():
            await super().asave(must_create)

    def exists(self, session_key: str) -> bool:
        return super().exists(digest(session_key))

    async def aexists(self, session_key: str) -> bool:
        return await super().aexists(digest(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        return under_digest(super().create_model_instance(data))

    async def acreate_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        return under_digest(await super().acreate_model_instance(data))

    def delete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            super().delete(digest(key))

    async def adelete(self, session_key: str | None = None) -> None:
        if key := session_key or self.session_key:
            await super().adelete(digest(key))


def live() -> QuerySet[Session]:
    return Session.objects.filter(
        session_key=parameter(Session, "session_key"), expire_date__gt=parameter(Session, "expire_date")
    )


LIVE: Final[CompiledSelect[Session]] = CompiledSelect(live)


@contextmanager
def as_it_is() -> Iterator[None]:
    try:
        yield
    except UpdateError as error:
        failure = error.__context__
        if isinstance(failure, FAILED):
            raise failure from None
        raise


def under_digest(session: AbstractBaseSession) -> AbstractBaseSession:
    session.session_key = digest(session.session_key)
    return session


def digest(session_key: str | None) -> str:
    """As many characters as Django's column holds: 160 bits."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()[:40]
