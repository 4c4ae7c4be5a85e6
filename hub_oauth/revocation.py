"""Token revocation (RFC 7009): either token takes the whole grant with it."""

from __future__ import annotations

from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from hub_oauth import audit, grants
from hub_oauth.audit import Act
from hub_oauth.compiled_queries import CompiledChange, CompiledSelect, CompiledUpdate, Parameter, parameter
from hub_oauth.dot.applications import Application
from hub_oauth.models import Grant
from hub_oauth.people import Person
from hub_oauth.protocol import tokens


def revoke(client: Application, raw: str, *, act: Act) -> None:
    """End the grant behind a token of this client; a token that is unknown or of another client changes nothing.

    A superseded refresh token counts: a client that lost the last answer still means this grant (RFC 7009 §2.1).
    """
    with transaction.atomic(durable=True):
        grant = find(raw)
        if grant is not None and grant.application_id == client.pk and grant.ended_at is None:
            end(grant, client, act)


def end(grant: Grant, client: Application, act: Act) -> None:
    parties: Any = {"user": PERSON.get(user=grant.user_id), "client": client}
    END.execute({"id": grant.pk}, audit.columns_of("token.revoked", act, **parties, grant=grant.pk))


def person() -> QuerySet[Person]:
    people = get_user_model()
    return QuerySet(people).filter(pk=Parameter("user", people._meta.pk))


def ended() -> QuerySet[Grant]:
    return Grant.objects.filter(pk=parameter(Grant, "id"))


PERSON: Final[CompiledSelect[Person]] = CompiledSelect(person)
END: Final = CompiledChange(CompiledUpdate(ended, {"ended_at": Now(), "end_reason": Grant.End.REVOKED}), audit.EVENT)


def find(raw: str) -> Grant | None:
    """The grant a token of either type belongs to, locked; the hint of RFC 7009 is not needed: prefixes tell."""
    presented = tokens.parse_refresh_token(raw)
    if presented is None:
        return grants.lock(access_digest=tokens.digest(raw))
    grant = grants.lock(refresh_handle=tokens.digest(presented.handle))
    return grant if grant is not None and knows(grant, tokens.digest(presented.secret)) else None


def knows(grant: Grant, digest: bytes) -> bool:
    """Whether this is the grant's current or previous refresh secret; the handle alone proves nothing."""
    kept = (grant.refresh_digest, grant.previous_refresh_digest)
    return any(tokens.equal(digest, bytes(one)) for one in kept if one is not None)
