"""Beside what an app asks for: what to mind, for how long it is, where it leads, and who the app is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.formats import date_format, number_format
from django.utils.timezone import is_aware, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub_oauth import consent_ends, consents
from hub_oauth.authorization_requests import AuthorizationRequest
from hub_oauth.conf import DAY, HOUR, conf
from hub_oauth.consent_ends import End, Offered
from hub_oauth.dot.applications import Application
from hub_oauth.grants import lifetime
from hub_oauth.models import ClientProfile, Consent
from hub_oauth.protocol import hosts
from hub_oauth.protocol import redirect_uris as uris


def context(
    request: HttpRequest, client: Application, asked: AuthorizationRequest, consent: Consent | None, ends: Offered
) -> dict[str, Any]:
    profile = client.hub_profile
    return {
        "warnings": list(warnings(request, client, asked.redirect_uri, renamed=is_renamed(client, consent))),
        "ends": [(value, sentence(end)) for value, end in ends.items()],
        "end": consent_ends.chosen_at_first(ends),
        "ends_unused": ends_unused(days(lifetime(profile, "refresh_idle_lifetime"))),
        "ends_at_last": ends_at_last(days(lifetime(profile, "refresh_absolute_lifetime"))),
        "here_since": here_since(client),
        "registrant": registrant(profile),
        **destination(asked.redirect_uri),
    }


def is_renamed(client: Application, consent: Consent | None) -> bool:
    return consent is not None and not consents.identity_stands(client, consent)


def warnings(
    request: HttpRequest, client: Application, redirect_uri: str, *, renamed: bool
) -> Iterator[dict[str, str]]:
    profile, name = client.hub_profile, client.name
    if not profile.verified_at and not profile.first_party:
        text = _("%(site)s has not checked this app. Continue only if you trust it.") % {"site": conf.site_name}
        yield {"kind": "unverified", "text": text}
    if profile.known_by == ClientProfile.KnownBy.DOCUMENT:
        text = _("Nobody registered this app here. Only its address is certain: %(host)s.") % {"host": name}
        yield {"kind": "document", "text": text}
    if renamed:
        text = _("This app changed its name, publisher or address since you allowed it. Look closely.")
        yield {"kind": "renamed", "text": text}
    if getattr(request.user, "is_staff", False):
        text = _(
            "You are an administrator. This app will get your administrator's access within the permissions below."
        )
        yield {"kind": "staff", "text": text}
    if uris.is_loopback(redirect_uri):
        yield {"kind": "loopback", "text": _("This app runs on your own computer.")}
    if uris.is_custom_scheme(redirect_uri):
        yield {"kind": "custom_scheme", "text": _("This app opens on this device.")}


def sentence(end: End) -> str:
    """An end on offer, as people say it."""
    if end is None:
        return _("Until I remove it")
    if isinstance(end, str):
        return _("Until %(moment)s, as now") % {"moment": shown(datetime.fromisoformat(end), "DATETIME_FORMAT")}
    if end % DAY == 0:
        return ngettext("%(number)d day", "%(number)d days", end // DAY) % {"number": end // DAY}
    if end % HOUR == 0:
        return ngettext("%(number)d hour", "%(number)d hours", end // HOUR) % {"number": end // HOUR}
    minutes = -(-end // 60)
    return ngettext("%(number)d minute", "%(number)d minutes", minutes) % {"number": minutes}


def ends_unused(number: int) -> str:
    """Sentences without markup are made here: for a template each of them is several times the work."""
    text = ngettext(
        "You can end it at any time. It ends by itself after %(days)s day without use.",
        "You can end it at any time. It ends by itself after %(days)s days without use.",
        number,
    )
    return text % {"days": number_format(number)}


def ends_at_last(number: int) -> str:
    text = ngettext(
        "After %(days)s day it has to connect again.", "After %(days)s days it has to connect again.", number
    )
    return text % {"days": number_format(number)}


def here_since(client: Application) -> str:
    if client.created is None:
        return _("Nobody here has connected it before.")
    return _("On %(site_name)s since %(month)s.") % {"site_name": conf.site_name, "month": shown(client.created, "F Y")}


def shown(moment: datetime, written: str) -> str:
    """written: one of Django's formats, by its name or its letters."""
    return date_format(localtime(moment) if is_aware(moment) else moment, written)


def days(span: timedelta) -> int:
    """Whole days, rounded up: nobody is told that something ends after 0 days."""
    return -(-span // timedelta(days=1))


def registrant(profile: ClientProfile) -> str:
    """Who answers for an app that names no publisher."""
    return "" if profile.publisher or profile.owner is None else conf.display_name(profile.owner)


def destination(redirect_uri: str) -> dict[str, Any]:
    """Where the answer leads: its origin and no more, and what a host in other letters says in those letters."""
    origin = uris.origin_of(redirect_uri)
    host = urlsplit(redirect_uri).hostname or ""
    letters = hosts.in_letters(host) if uris.is_web(redirect_uri) else ""
    return {"destination": origin, "letters": letters, "letters_deceive": hosts.may_deceive(letters)}
