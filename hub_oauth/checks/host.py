"""E004–E009, W001: what the host has to bring."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import FieldDoesNotExist
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse

from hub_oauth.conf import conf

APPS: Final = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "oauth2_provider",
    "rest_framework",
)
MIDDLEWARE: Final = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
)
PATHS: Final = {
    "hub_oauth:authorize": "/api/oauth/authorize",
    "hub_oauth:token": "/api/oauth/token",
    "hub_oauth:authorization_server": "/.well-known/oauth-authorization-server",
}
VALIDATOR: Final = "hub_oauth.password_validation.EndGrantsOnPasswordChange"


@register
def login_url_resolves(**kwargs: Any) -> list[CheckMessage]:
    try:
        target = resolve_url(settings.LOGIN_URL)
    except NoReverseMatch:
        target = ""
    if target.startswith(("/", "https://", "http://")):
        return []
    hint = "Set LOGIN_URL to a path or to the name of a URL of your sign-in page."
    return [Error(f"LOGIN_URL {settings.LOGIN_URL!r} does not resolve.", hint=hint, id="hub_oauth.E004")]


@register
def apps_are_installed(**kwargs: Any) -> list[CheckMessage]:
    from django.apps import apps

    return [
        Error(f"{app} is not installed.", hint=f"Add {app!r} to INSTALLED_APPS.", id="hub_oauth.E005")
        for app in APPS
        if not apps.is_installed(app)
    ]


@register
def middleware_is_installed(**kwargs: Any) -> list[CheckMessage]:
    """People come from the session; without it everybody is a stranger."""
    from django.utils.module_loading import import_string

    present = [import_string(path) for path in settings.MIDDLEWARE]
    classes = [one for one in present if isinstance(one, type)]
    return [
        Error(f"{path} is not in use.", hint=f"Add {path!r} to MIDDLEWARE.", id="hub_oauth.E006")
        for path in MIDDLEWARE
        if not any(issubclass(one, import_string(path)) for one in classes)
    ]


@register
def urls_are_at_the_root(**kwargs: Any) -> list[CheckMessage]:
    """Clients look for /.well-known at the root of the host (RFC 8414 §3)."""
    hint = 'Put path("", include("hub_oauth.urls")) into the root URLconf.'
    return [
        Error(f"{name} is not at {path}.", hint=hint, id="hub_oauth.E007")
        for name, path in PATHS.items()
        if path_of(name) != path
    ]


def path_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register
def sessions_are_kept_here(**kwargs: Any) -> list[CheckMessage]:
    """The consent form is bound to the session's key, which changes at every request when the cookie is the session."""
    if settings.SESSION_ENGINE != "django.contrib.sessions.backends.signed_cookies":
        return []
    hint = "Use the database, cached_db or cache session engine."
    return [Error("Sessions in signed cookies can't bind a consent form.", hint=hint, id="hub_oauth.E008")]


@register
def people_can_be_deactivated(**kwargs: Any) -> list[CheckMessage]:
    try:
        get_user_model()._meta.get_field("is_active")
    except FieldDoesNotExist:
        hint = "Give the user model a BooleanField is_active: deactivated people lose every token at once."
        return [Error("The user model has no field is_active.", hint=hint, id="hub_oauth.E009")]
    return []


@register
def password_change_is_seen(**kwargs: Any) -> list[CheckMessage]:
    names = [validator.get("NAME") for validator in settings.AUTH_PASSWORD_VALIDATORS]
    if not conf.password_change_ends_grants or VALIDATOR in names:
        return []
    hint = f'Add {{"NAME": "{VALIDATOR}"}} to AUTH_PASSWORD_VALIDATORS, or set PASSWORD_CHANGE_ENDS_GRANTS to False.'
    return [Warning("A password change does not disconnect apps.", hint=hint, id="hub_oauth.W001")]
