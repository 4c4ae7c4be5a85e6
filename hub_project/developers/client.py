"""The public client of the site's own pages for developers: the reference and the playground."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.urls import reverse

from hub_oauth import clients
from hub_oauth.audit import Act
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientProfile
from hub_oauth.protocol import scopes as scope_lists
from hub_teams.scopes import PROFILE_READ

CLIENT_ID: Final = "hub-developers"  # no secret: it is public, and found again by it
RETURNS: Final = ("developers:reference_return", "developers:playground_callback")
DEFAULT_SCOPES: Final = (PROFILE_READ,)


def find() -> Application | None:
    """The client, where an administrator made it and it is on."""
    found = clients.find(CLIENT_ID)
    return found if found is not None and found.hub_profile.enabled else None


def scopes_of(client: Application) -> tuple[str, ...]:
    return tuple(client.hub_profile.scopes_allowed)


def redirect_uris() -> list[str]:
    return [conf.issuer + reverse(name) for name in RETURNS]


@transaction.atomic
def ensure(scopes: Sequence[str], *, act: Act) -> bool:
    """Make it, or bring it up to date with the issuer and these scopes; whether it was made.

    Raises ValidationError, as ``clients.register`` does.
    """
    found = clients.find(CLIENT_ID)
    if found is not None:
        bring_up_to_date(found, scopes, act)
        return False
    clients.register(
        name=f"{conf.site_name} developer pages",
        kind=ClientProfile.Kind.SPA,
        redirect_uris=redirect_uris(),
        scopes=scopes,
        act=act,
        client_id=CLIENT_ID,
        publisher=conf.site_name,
        first_party=True,
    )
    return True


def bring_up_to_date(found: Application, scopes: Sequence[str], act: Act) -> None:
    profile = found.hub_profile
    wanted = " ".join(redirect_uris()), scope_lists.join(scopes)
    if wanted == (found.redirect_uris, profile.allowed_scopes):
        return
    found.redirect_uris, profile.allowed_scopes = wanted
    clients.change(found, profile, act=act)
