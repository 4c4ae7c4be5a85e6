"""E004, W001–W005: the host's own sign-in, which people pass on the way to the consent page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch
from django.utils.module_loading import import_string

from hub_oauth.checks.urls import match_of
from hub_oauth.conf import conf
from hub_oauth.password_validation import EndGrantsOnPasswordChange


@register
def login_url_resolves(**kwargs: Any) -> list[CheckMessage]:
    if login_target().startswith(("/", "https://", "http://")):
        return []
    hint = "Set LOGIN_URL to a path or to the name of a URL of your sign-in page."
    return [Error(f"LOGIN_URL {settings.LOGIN_URL!r} does not resolve.", hint=hint, id="hub_oauth.E004")]


def login_target() -> str:
    try:
        return str(resolve_url(settings.LOGIN_URL))
    except NoReverseMatch:
        return ""


@register
def login_url_is_served(**kwargs: Any) -> list[CheckMessage]:
    """A name resolves to a page of this site; a path may lead nowhere, as Django's default does in a new project."""
    path = urlsplit(str(settings.LOGIN_URL)).path
    if not str(settings.LOGIN_URL).startswith("/") or match_of(path) or match_of(f"{path}/"):
        return []
    hint = "Add a sign-in page there, set LOGIN_URL to the one you have, or silence this where another server has it."
    return [Warning(f"No URL pattern answers LOGIN_URL {path!r}.", hint=hint, id="hub_oauth.W005")]


@register
def password_change_is_seen(**kwargs: Any) -> list[CheckMessage]:
    if not conf.password_change_ends_grants or any(ends_grants(one) for one in settings.AUTH_PASSWORD_VALIDATORS):
        return []
    name = f"{EndGrantsOnPasswordChange.__module__}.{EndGrantsOnPasswordChange.__qualname__}"
    hint = f'Add {{"NAME": "{name}"}} to AUTH_PASSWORD_VALIDATORS, or set PASSWORD_CHANGE_ENDS_GRANTS to False.'
    return [Warning("A password change does not disconnect apps.", hint=hint, id="hub_oauth.W001")]


def ends_grants(validator: dict[str, Any]) -> bool:
    try:
        found = import_string(validator.get("NAME", ""))
    except ImportError:
        return False
    return isinstance(found, type) and issubclass(found, EndGrantsOnPasswordChange)


@register
def forms_may_lead_to_clients(**kwargs: Any) -> list[CheckMessage]:
    """Chromium applies form-action to every redirect after the sign-in form, up to the client's own pages."""
    if not any("form-action" in policy for policy in policies()):
        return []
    hint = "Leave form-action out of the policy, at least on the sign-in page: the Hub's own pages set theirs."
    return [Warning("A Content-Security-Policy with form-action stops sign-in.", hint=hint, id="hub_oauth.W002")]


def policies() -> Iterator[Mapping[str, Any]]:
    """Of Django 6 and of django-csp, in its present and its former spelling."""
    yield getattr(settings, "SECURE_CSP", None) or {}
    yield (getattr(settings, "CONTENT_SECURITY_POLICY", None) or {}).get("DIRECTIVES", {})
    yield {"form-action": True} if getattr(settings, "CSP_FORM_ACTION", None) else {}


@register
def forms_name_their_origin(**kwargs: Any) -> list[CheckMessage]:
    policy: Any = settings.SECURE_REFERRER_POLICY or ""
    values = policy.split(",") if isinstance(policy, str) else list(policy)
    if not values or values[-1].strip() != "no-referrer":  # browsers take the last one that they know
        return []
    hint = 'Set SECURE_REFERRER_POLICY = "same-origin": with no-referrer, forms come with "Origin: null" and fail.'
    return [Warning("Referrer-Policy no-referrer breaks the sign-in form.", hint=hint, id="hub_oauth.W003")]


@register
def session_follows_from_clients(**kwargs: Any) -> list[CheckMessage]:
    if str(settings.SESSION_COOKIE_SAMESITE).lower() != "strict":
        return []
    hint = 'Set SESSION_COOKIE_SAMESITE = "Lax": a Strict cookie stays away when an app sends a person here.'
    return [Warning("People must sign in again for every app.", hint=hint, id="hub_oauth.W004")]
