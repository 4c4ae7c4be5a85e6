"""Applications that the Hub knows, with their profiles: found by client_id, or by a browser origin."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q
from django.db.models.functions import Now

from hub_oauth.compiled_queries import CompiledSelect, parameter
from hub_oauth.dot.applications import Application, application_model
from hub_oauth.models import ClientProfile


def find(client_id: str | None) -> Application | None:
    """The application with its ``hub_profile``, enabled or not; None where the Hub knows none. One query.

    Its ``now`` is the database's time at that moment.
    """
    return found_by(BY_CLIENT_ID, client_id)


def find_for_page(client_id: str | None) -> Application | None:
    """The same, which knows whether it ``has_logo`` and who answers for it."""
    return found_by(FOR_PAGE, client_id)


def found_by(compiled: CompiledSelect[Application], client_id: str | None) -> Application | None:
    if not client_id or "\0" in client_id:  # PostgreSQL has no text with NUL, and would raise
        return None
    return compiled.first(client_id=client_id)


def logo_of(client_id: str) -> bytes:
    """The app's logo as stored; empty where there is none, or no such app. One query."""
    if "\0" in client_id:
        return b""
    found = ClientProfile.objects.filter(application__client_id=client_id).values_list("logo", flat=True).first()
    return bytes(found or b"")


def with_profiles() -> Any:
    """Applications that the Hub knows, profile joined; the logo is left in the database."""
    return (
        application_model()
        .objects.filter(hub_profile__isnull=False)
        .select_related("hub_profile")
        .defer("hub_profile__logo", "hub_profile__description")
        .annotate(now=Now())
    )


def by_client_id() -> Any:
    return with_profiles().filter(client_id=parameter(application_model(), "client_id"))


def for_page() -> Any:
    shown = by_client_id().annotate(has_logo=~Q(hub_profile__logo=b""))
    return shown.select_related("hub_profile", "hub_profile__owner")


FOR_PAGE: Final[CompiledSelect[Application]] = CompiledSelect(for_page)
BY_CLIENT_ID: Final[CompiledSelect[Application]] = CompiledSelect(by_client_id)


def origin_is_registered(origin: str) -> bool:
    """Whether any enabled client registered this browser origin; a CORS preflight names no client. One query."""
    near = with_profiles().filter(hub_profile__enabled=True, allowed_origins__contains=origin)
    return any(origin in registered.split() for registered in near.values_list("allowed_origins", flat=True))
