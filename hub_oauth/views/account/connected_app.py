from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hub_oauth import activity, client_rules, grants
from hub_oauth import scopes as registry
from hub_oauth.models import Consent
from hub_oauth.views.account.connections import connection, frame
from hub_oauth.views.account.deeds import deeds
from hub_oauth.views.account.personal import consent_or_404, personal


@personal("GET", "HEAD")
def connected_app(request: HttpRequest, client_id: str) -> HttpResponse:
    """``/account/apps/<client_id>``: what one app may do since when, what it did, and whom to ask about it."""
    consent = consent_or_404(request, client_id)
    context = {
        **frame(request),
        **connection(consent),
        "permissions": permissions(consent),
        "sessions": grants.live(consent=consent, spent_at__isnull=False).count(),
        "deeds": deeds(activity.latest(consent.user, consent.application)),
        "contact": contact(consent),
    }
    return render(request, "hub_oauth/connected_app.html", context)


def permissions(consent: Consent) -> list[dict[str, Any]]:
    since, optional = activity.allowed_since(consent), removable(consent)
    return [
        {"scope": scope, "since": since.get(scope.name), "is_removable": scope.name in optional}
        for scope in registry.in_order(consent.scope_names)
    ]


def removable(consent: Consent) -> frozenset[str]:
    """What the app can do without, by its own word."""
    return frozenset(consent.scope_names) & frozenset(consent.application.hub_profile.scopes_optional)


def contact(consent: Consent) -> dict[str, str]:
    """How to reach the developer; a website that could not be registered now is no link."""
    profile = consent.application.hub_profile
    is_sound = not any(client_rules.link_problems(profile.website))
    return {"email": profile.support_email, "website": profile.website if is_sound else ""}
