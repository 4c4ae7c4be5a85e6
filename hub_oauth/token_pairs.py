"""A pair of tokens as it is made, kept and answered (RFC 6749 §5.1)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Final

from hub_oauth import audit
from hub_oauth.compiled_queries import CompiledChange, CompiledUpdate, parameter
from hub_oauth.grants import Standing, capped, lifetime
from hub_oauth.models import Grant
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.protocol import tokens

# The columns of a grant that a new pair changes.
PAIR: Final = (
    "access_digest",
    "access_scopes",
    "access_expires_at",
    "access_first_used_at",
    "refresh_handle",
    "refresh_digest",
    "idle_expires_at",
)


@dataclass(frozen=True, slots=True)
class TokenPair:
    """The body of a token answer. expires_in: seconds; scope: what the access token carries."""

    access_token: str
    refresh_token: str
    expires_in: int
    scope: str
    token_type: str = "Bearer"  # noqa: S105

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class NewPair:
    """A pair just made: what the client gets, and the columns that keep its digests."""

    pair: TokenPair
    columns: dict[str, Any]


def new_pair(grant: Grant, standing: Standing, scopes: tuple[str, ...], *, handle: str | None) -> NewPair:
    """Make both tokens of a locked grant; scopes are what the access token carries. Writes nothing."""
    access, refresh = tokens.new_access_token(), tokens.new_refresh_token(handle)
    idle, expires = expiries(grant, standing)
    pair = TokenPair(
        access_token=access,
        refresh_token=refresh.encode(),
        expires_in=int((expires - standing.now).total_seconds()),
        scope=scope_lists.join(scopes),
    )
    columns = {
        "access_digest": tokens.digest(access),
        "access_scopes": pair.scope,
        "access_expires_at": expires,
        "access_first_used_at": None,
        "refresh_handle": tokens.digest(refresh.handle),
        "refresh_digest": tokens.digest(refresh.secret),
        "idle_expires_at": idle,
    }
    return NewPair(pair, columns)


def change_of_grant(*columns: str) -> CompiledChange:
    """``execute({"id": …, **columns}, event)`` writes them into one grant, and the event of ``audit.columns_of``."""
    places = {name: parameter(Grant, name) for name in columns}
    update = CompiledUpdate(lambda: Grant.objects.filter(pk=parameter(Grant, "id")), places)
    return CompiledChange(update, audit.EVENT)


def expiries(grant: Grant, standing: Standing) -> tuple[datetime, datetime]:
    """Until when the grant lives without use, and the access token at most until then."""
    end = capped(grant.absolute_expires_at, standing.consent)
    idle = min(standing.now + lifetime(standing.profile, "refresh_idle_lifetime"), end)
    return idle, min(standing.now + lifetime(standing.profile, "access_token_lifetime"), idle)
