"""What the consent page shows: who asks whom for what, in the words of people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hub_oauth import forms
from hub_oauth import scopes as registry
from hub_oauth.authorization_requests import AuthorizationRequest
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.grants import lifetime
from hub_oauth.models import ClientProfile, Consent
from hub_oauth.protocol import redirect_uris as uris
from hub_oauth.references import reference_of
from hub_oauth.scopes import Scope
from hub_oauth.views import switch_account

GROUPS: Final = (
    ("see", gettext_lazy("See")),
    ("change", gettext_lazy("Change")),
    ("manage", gettext_lazy("Delete and manage")),
)


def context(
    request: HttpRequest, client: Application, asked: AuthorizationRequest, consent: Consent | None
) -> dict[str, Any]:
    profile = client.hub_profile
    had = set(consent.scope_names) if consent else set()
    new = [scope for scope in registry.in_order(asked.scopes) if scope.name not in had]
    optional = {scope.name for scope in new} & set(profile.scopes_optional)
    return {
        "site_name": conf.site_name,
        "client": client,
        "profile": profile,
        "account": switch_account.account_of(request),
        "scopes": groups(new, profile, is_again=bool(had)),
        "already_allowed": [scope for scope in registry.in_order(asked.scopes) if scope.name in had],
        "warnings": list(warnings(request, profile, asked.redirect_uri)),
        "destination": uris.origin_of(asked.redirect_uri),
        "idle_days": days(lifetime(profile, "refresh_idle_lifetime")),
        "absolute_days": days(lifetime(profile, "refresh_absolute_lifetime")),
        "signed_request": forms.sign(asked, optional, request),
        "action": reverse("hub_oauth:authorize"),
        "connected_apps_url": reverse("hub_oauth:connected_apps"),
        "reference": reference_of(request),
        **switch_account.form_context(request),
    }


def days(span: timedelta) -> int:
    """Whole days, rounded up: nobody is told that something ends after 0 days."""
    return -(-span // timedelta(days=1))


def groups(scopes: list[Scope], profile: ClientProfile, *, is_again: bool) -> list[dict[str, Any]]:
    """Scopes under See, Change and Manage; a group without any is left out."""
    by_group = [(key, label, [shown(s, profile, is_again) for s in scopes if s.group == key]) for key, label in GROUPS]
    return [{"key": key, "label": label, "scopes": some} for key, label, some in by_group if some]


def shown(scope: Scope, profile: ClientProfile, is_new: bool) -> dict[str, Any]:
    return {
        "name": scope.name,
        "label": scope.label,
        "description": scope.description,
        "sensitive": scope.sensitive,
        "optional": scope.name in profile.scopes_optional,
        "purpose": profile.purposes.get(scope.name, ""),
        "is_new": is_new,
    }


def warnings(request: HttpRequest, profile: ClientProfile, redirect_uri: str) -> Iterator[dict[str, str]]:
    if not profile.verified_at and not profile.first_party:
        text = _("%(site)s has not checked this app. Continue only if you trust it.") % {"site": conf.site_name}
        yield {"kind": "unverified", "text": text}
    if getattr(request.user, "is_staff", False):
        text = _("You are an administrator. This app will get your administrator's access within what it asks for.")
        yield {"kind": "staff", "text": text}
    if uris.is_loopback(redirect_uri):
        yield {"kind": "loopback", "text": _("This app runs on your own computer.")}
    if uris.is_custom_scheme(redirect_uri):
        yield {"kind": "custom_scheme", "text": _("This app opens on this device.")}
