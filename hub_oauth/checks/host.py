"""E005, E006, E008, E009: apps, middleware, sessions and people of the host."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import FieldDoesNotExist
from django.utils.module_loading import import_string

APPS: Final = (
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "oauth2_provider",
    "rest_framework",
)
# In the order in which Django wants them.
MIDDLEWARE: Final = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
)
SIGNED_COOKIES: Final = "django.contrib.sessions.backends.signed_cookies"


@register
def apps_are_installed(**kwargs: Any) -> list[CheckMessage]:
    return [
        Error(f"{app} is not installed.", hint=f"Add {app!r} to INSTALLED_APPS.", id="hub_oauth.E005")
        for app in APPS
        if not apps.is_installed(app)
    ]


@register
def middleware_is_installed(**kwargs: Any) -> list[CheckMessage]:
    """People come from the session; without it everybody is a stranger."""
    places = {path: place_of(import_string(path)) for path in MIDDLEWARE}
    if None not in places.values() and list(places.values()) != sorted(filter(None, places.values())):
        hint = f"Put {MIDDLEWARE[0]!r} above {MIDDLEWARE[1]!r} in MIDDLEWARE."
        return [Error("People are looked up before their session.", hint=hint, id="hub_oauth.E006")]
    return [
        Error(f"{path} is not in use.", hint=f"Add {path!r} to MIDDLEWARE.", id="hub_oauth.E006")
        for path, place in places.items()
        if place is None
    ]


def place_of(wanted: type) -> int | None:
    """At which place the middleware or a subclass of it comes, from 1; None where it does not."""
    return next((place for place, one in middleware_classes() if issubclass(one, wanted)), None)


def middleware_classes() -> Iterator[tuple[int, type]]:
    for place, path in enumerate(settings.MIDDLEWARE, 1):
        try:
            found = import_string(path)
        except ImportError:
            continue  # Django itself names it when the server starts
        if isinstance(found, type):
            yield place, found


@register
def sessions_are_kept_here(**kwargs: Any) -> list[CheckMessage]:
    """The consent form is bound to the session's key, which changes at every request when the cookie is the session."""
    if not issubclass(store_of(settings.SESSION_ENGINE), store_of(SIGNED_COOKIES)):
        return []
    hint = "Use the database, cached_db or cache session engine."
    return [Error("Sessions in signed cookies can't bind a consent form.", hint=hint, id="hub_oauth.E008")]


def store_of(engine: str) -> type:
    store: type = import_module(engine).SessionStore
    return store


@register
def people_can_be_deactivated(**kwargs: Any) -> list[CheckMessage]:
    try:
        get_user_model()._meta.get_field("is_active")
    except FieldDoesNotExist:
        hint = "Give the user model a BooleanField is_active: deactivated people lose every token at once."
        return [Error("The user model has no field is_active.", hint=hint, id="hub_oauth.E009")]
    return []
