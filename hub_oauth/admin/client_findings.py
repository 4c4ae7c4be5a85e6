"""What in an app's registration would keep it from working, found before anybody tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from hub_oauth import client_rules, clients, secrets
from hub_oauth.models import ClientProfile, ClientSecret

Check = Callable[[ClientProfile], Iterator[str]]


def of(profile: ClientProfile) -> list[str]:
    """A sentence for each thing; empty where nothing stands in the way. Three queries at most."""
    return [sentence for check in CHECKS for sentence in check(profile)]


def is_on(profile: ClientProfile) -> Iterator[str]:
    if not profile.enabled:
        yield _("The app is turned off: nothing of it works.")


def rules_hold(profile: ClientProfile) -> Iterator[str]:
    """A rule may be younger than the app, a permission gone, and DEBUG off by now."""
    try:
        client_rules.validate_saved(profile.application, profile)
    except ValidationError as broken:
        yield from broken.messages


def secret_is_live(profile: ClientProfile) -> Iterator[str]:
    if not profile.is_confidential:
        return
    live = ClientSecret.objects.filter(secrets.LIVE, application=profile.application)
    ends = list(live.values_list("expires_at", flat=True))
    if not ends:
        yield _("The app has no secret that works, so it can't get tokens.")
    elif None not in ends:
        moment = date_format(localtime(max(filter(None, ends))), "DATETIME_FORMAT")
        yield _("The app's last secret ends on %(moment)s; make a new one before.") % {"moment": moment}


def origins_are_known(profile: ClientProfile) -> Iterator[str]:
    """Without them the browser keeps the answers of the token endpoint from the page (CORS)."""
    if profile.kind != ClientProfile.Kind.SPA:
        return
    known = profile.application.allowed_origins.split()
    for origin in clients.redirect_hosts(profile.application):
        if origin not in known:
            yield _("%(origin)s is none of the app's browser origins: its pages there get no token.") % {
                "origin": origin
            }


CHECKS: Final[tuple[Check, ...]] = (is_on, rules_hold, secret_is_live, origins_are_known)
