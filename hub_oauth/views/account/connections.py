"""A consent as pages show it: which app, what it can do in plain words, since when, and when it was used last."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub_oauth import scopes as registry
from hub_oauth.conf import conf
from hub_oauth.models import Consent
from hub_oauth.references import reference_of


def connection(consent: Consent) -> dict[str, Any]:
    """consent: one with its app, as ``consents.live_of`` gives it. No query."""
    client = consent.application
    client.has_logo = consent.has_logo  # type: ignore[attr-defined]
    return {
        "consent": consent,
        "client": client,
        "profile": client.hub_profile,
        "summary": [scope.label for scope in registry.in_order(consent.scope_names)],
        "last_used": last_used(consent.last_used_at),
    }


def frame(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page of an account shows."""
    return {"site_name": conf.site_name, "reference": reference_of(request)}


def last_used(moment: datetime | None) -> str:
    """To the day: it is kept to the hour, and more would tell when somebody sleeps."""
    if moment is None:
        return _("Not used yet")
    days = (day_of(timezone.now()) - day_of(moment)).days
    if days < 1:
        return _("Last used today")
    if days == 1:
        return _("Last used yesterday")
    if days > 30:
        return _("Last used %(day)s") % {"day": date_format(day_of(moment), "DATE_FORMAT")}
    return ngettext("Last used %(days)d day ago", "Last used %(days)d days ago", days) % {"days": days}


def day_of(moment: datetime) -> date:
    """Where the person is; a host without time zones has naive moments."""
    return timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()
