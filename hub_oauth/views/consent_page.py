"""What the consent page shows: who asks whom for what, in the words of people."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy

from hub_oauth import consent_ends, consents, forms, slots
from hub_oauth import scopes as registry
from hub_oauth.authorization_requests import AuthorizationRequest
from hub_oauth.conf import conf
from hub_oauth.consents import Stood
from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientProfile, Consent
from hub_oauth.references import reference_of
from hub_oauth.scopes import Scope
from hub_oauth.slots import Choice
from hub_oauth.views import consent_facts, switch_account
from hub_oauth.views.acts import person_of

GROUPS: Final = (
    ("see", gettext_lazy("See")),
    ("change", gettext_lazy("Change")),
    ("manage", gettext_lazy("Delete and manage")),
)


def context(
    request: HttpRequest, client: Application, asked: AuthorizationRequest, consent: Consent | None
) -> dict[str, Any]:
    profile, scopes = client.hub_profile, registry.in_order(asked.scopes)
    new, known = new_and_known(scopes, client, consent)
    had = set(consent.scope_names) if consent else set()
    optional = tuple(scope.name for scope in new if scope.name in profile.scopes_optional and scope.name not in had)
    ends, parts = consent_ends.offered(consent), slots.offers(person_of(request), client, asked.scopes, consent)
    fields = {name: choice for part in parts for name, choice in part.fields.items()}
    return {
        "site_name": conf.site_name,
        "client": client,
        "profile": profile,
        "is_sign_in": all(scope.identity for scope in scopes),
        "account": switch_account.account_of(request),
        "scopes": groups(new, profile, optional),
        "already_allowed": known,
        "parts": parts,
        **consent_facts.context(request, client, asked, consent, ends),
        "signed_request": forms.sign(
            asked, request, optional=Choice(optional, many=True), ends=ends, fields=fields, stood=Stood.of(consent)
        ),
        "action": reverse("hub_oauth:authorize"),
        "connected_apps_url": reverse("hub_oauth:connected_apps"),
        "reference": reference_of(request),
        **switch_account.form_context(request),
    }


def new_and_known(
    scopes: tuple[Scope, ...], client: Application, consent: Consent | None
) -> tuple[tuple[Scope, ...], tuple[Scope, ...]]:
    """What to ask, and what is only mentioned: what the person allowed to this very app, where there is more to ask."""
    if consent is None or not consents.identity_stands(client, consent):
        return scopes, ()
    known = tuple(scope for scope in scopes if scope.name in consent.scope_names)
    new = tuple(scope for scope in scopes if scope not in known)
    return (new, known) if new else (scopes, ())


def groups(scopes: tuple[Scope, ...], profile: ClientProfile, optional: tuple[str, ...]) -> list[dict[str, Any]]:
    """Scopes under See, Change and Manage, those that can't be unticked first; a group without any is left out."""
    by_group = [(key, label, [shown(s, profile, optional) for s in scopes if s.group == key]) for key, label in GROUPS]
    return [{"key": key, "label": label, "scopes": some, **halves(some)} for key, label, some in by_group if some]


def halves(scopes: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {
        "required": [scope for scope in scopes if not scope["optional"]],
        "optional": [scope for scope in scopes if scope["optional"]],
    }


def shown(scope: Scope, profile: ClientProfile, optional: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": scope.name,
        "label": scope.label,
        "description": scope.description,
        "sensitive": scope.sensitive,
        "optional": scope.name in optional,
        "purpose": profile.purposes.get(scope.name, ""),
    }
