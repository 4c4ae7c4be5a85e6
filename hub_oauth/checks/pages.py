"""E015, E017, W007: what the Hub's own pages need of the host."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template

from hub_oauth.conf import conf

TEMPLATES: Final = (
    "base",
    "consent",
    "continue",
    "error",
    "sign_in_again",
    "connected_apps",
    "connected_app",
    "remove_app",
    "remove_all_apps",
    "removed_apps",
    "not_me",
)


@register
def templates_load(**kwargs: Any) -> list[CheckMessage]:
    hint = 'Give TEMPLATES a DjangoTemplates engine with "APP_DIRS": True; what a host overrides must be sound.'
    return [
        Error(f"hub_oauth/{name}.html can't be loaded: {problem}", hint=hint, id="hub_oauth.E015")
        for name in TEMPLATES
        if (problem := why_not(f"hub_oauth/{name}.html"))
    ]


def why_not(template: str) -> str | None:
    try:
        get_template(template)
    except (TemplateDoesNotExist, TemplateSyntaxError, ImproperlyConfigured) as error:
        return f"{type(error).__name__}: {error}"
    return None


@register
def static_url_is_set(**kwargs: Any) -> list[CheckMessage]:
    if settings.STATIC_URL:
        return []
    hint = 'Set STATIC_URL = "static/": every page of the Hub links its stylesheet.'
    return [Error("STATIC_URL is not set.", hint=hint, id="hub_oauth.E017")]


@register
def style_is_allowed(**kwargs: Any) -> list[CheckMessage]:
    if not apps.is_installed("django.contrib.staticfiles"):
        hint = 'Add "django.contrib.staticfiles" to INSTALLED_APPS, or serve static/hub_oauth/ by other means.'
        return [Warning("Nothing serves the Hub's stylesheet.", hint=hint, id="hub_oauth.W007")]
    other = urlsplit(settings.STATIC_URL or "").netloc
    if other in ("", urlsplit(conf.issuer).netloc):
        return []
    hint = "The Hub's pages allow style from their own origin only; serve its static files from there."
    return [Warning(f"The Hub's stylesheet is on another origin, {other}.", hint=hint, id="hub_oauth.W007")]
