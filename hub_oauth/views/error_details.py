"""The half of an error page that is for the app's developer: what was received, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from hub_oauth import error_uris, request_failures
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.views.received import Received

if TYPE_CHECKING:
    from hub_oauth.views.error_words import Text

LONGEST: Final = 300


def details(
    request: HttpRequest, refusal: Refusal, named: Received, client: Application | None
) -> Iterator[tuple[Text, str]]:
    """Labels and values, in the order in which they are read. client: the one named, where there is one."""
    yield "error", refusal.error
    yield "error_description", refusal.description
    yield from error_uris.of(refusal).items()
    if policy := refusal.values.get("policy"):
        yield _("Policy"), legible(str(policy))
    if named.client_id:
        yield "client_id", legible(named.client_id)
    if refusal.cause == "redirect_uri_mismatch":
        yield from of_mismatch(request, refusal, named, client)


def of_mismatch(
    request: HttpRequest, refusal: Refusal, named: Received, client: Application | None
) -> Iterator[tuple[Text, str]]:
    yield "redirect_uri", legible(named.redirect_uri)
    yield _("What differs"), str(refusal.values["difference"])
    yield _("Rule"), str(_("It must match a registered redirect URI exactly, character by character."))
    if client is not None and may_see_registration(request, client):
        for uri in client.redirect_uris.split():
            yield _("Registered redirect URI"), legible(uri)


def may_see_registration(request: HttpRequest, client: Application) -> bool:
    """Whoever answers for the app, or may look at it in the administration; to others it would map out the app."""
    person = request.user
    if not person.is_authenticated:
        return False
    is_owner = client.hub_profile.owner_id == person.pk
    staff = getattr(person, "is_staff", False)
    return bool(is_owner or (staff and person.has_perm("hub_oauth.view_clientprofile")))


def legible(received: str) -> str:
    """Cut, and without what could hide or reorder text; a Hub secret that stands in the wrong place is cut out."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in received[:LONGEST])
    shown = request_failures.SECRET.sub("[secret]", shown)
    return f"{shown}…" if len(received) > LONGEST else shown
