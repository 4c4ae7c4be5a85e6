"""Client applications: finding, registering, changing, deleting, turning off and on."""

from __future__ import annotations

from hub_oauth.clients.changes import change
from hub_oauth.clients.deletion import delete, resting_on, undeletable
from hub_oauth.clients.finding import (
    BY_CLIENT_ID,
    FOR_PAGE,
    by_client_id,
    find,
    find_for_page,
    logo_of,
    origin_is_registered,
    with_profiles,
)
from hub_oauth.clients.identities import identity, origins_of, redirect_hosts
from hub_oauth.clients.registration import Registered, register
from hub_oauth.clients.switch import disable, enable

__all__ = [
    "BY_CLIENT_ID",
    "FOR_PAGE",
    "Registered",
    "by_client_id",
    "change",
    "delete",
    "disable",
    "enable",
    "find",
    "find_for_page",
    "identity",
    "logo_of",
    "origin_is_registered",
    "origins_of",
    "redirect_hosts",
    "register",
    "resting_on",
    "undeletable",
    "with_profiles",
]
