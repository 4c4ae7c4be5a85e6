"""What people recognise a client by."""

from __future__ import annotations

from collections.abc import Iterable

from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientProfile
from hub_oauth.protocol import redirect_uris as uris


def identity(application: Application, profile: ClientProfile) -> tuple[object, ...]:
    """What people recognise an app by."""
    hosts = origins_of(application.redirect_uris.split())
    return application.name, profile.claimed_name, profile.publisher, hosts


def redirect_hosts(application: Application) -> Iterable[str]:
    """The origins people may be sent to, for display."""
    return origins_of(application.redirect_uris.split())


def origins_of(redirect_uris: Iterable[str]) -> list[str]:
    return sorted(set(map(uris.origin_of, redirect_uris)))
