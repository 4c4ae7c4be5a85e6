"""The pair's consent under its lock, and what was committed of person and client before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models import Exists, QuerySet

from hub_oauth import clients, policy
from hub_oauth.authorization_requests import AuthorizationRequest, check_again
from hub_oauth.compiled_queries import CompiledSelect, Parameter, parameter
from hub_oauth.dot.applications import Application, application_model
from hub_oauth.errors import Refusal
from hub_oauth.models import Consent
from hub_oauth.people import Person


@dataclass(frozen=True, slots=True)
class Asked:
    """Person, client and time as committed after the consent's lock was taken."""

    user: Person
    client: Application
    now: datetime


def lock(user: Person, request: AuthorizationRequest) -> Consent | None:
    """The pair's consent, locked first of all rows: consent, then grant, is the order everywhere."""
    return LOCKED.first(user=user.pk, client_id=request.client_id)


def locked() -> QuerySet[Consent]:
    client_id = parameter(application_model(), "client_id")
    pair = {"user_id": parameter(Consent, "user"), "application__client_id": client_id}
    return Consent.objects.select_for_update(no_key=True, of=("self",)).filter(revoked_at=None, **pair)


LOCKED: Final[CompiledSelect[Consent]] = CompiledSelect(locked)


def read(user: Person, request: AuthorizationRequest) -> Asked:
    """Client and person after the lock, in one query; raises what check_again and policy find, or for one stopped."""
    client = check_again(request, AS_COMMITTED.first(user=user.pk, client_id=request.client_id))
    if not client.person_is_active:
        raise Refusal("form_expired")
    policy.check(user, client, request.scopes)
    return Asked(user, client, client.now)


def as_committed() -> QuerySet[Any]:
    people = get_user_model()
    active = people._default_manager.filter(pk=Parameter("user", people._meta.pk), is_active=True)
    rows: QuerySet[Any] = clients.by_client_id().annotate(person_is_active=Exists(active))
    return rows


AS_COMMITTED: Final[CompiledSelect[Application]] = CompiledSelect(as_committed)
