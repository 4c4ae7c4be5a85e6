"""E007, W006: where the Hub answers, and under which name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.http.request import split_domain_port, validate_host
from django.urls import NoReverseMatch, Resolver404, ResolverMatch, resolve, reverse

from hub_oauth.checks.settings import LOOPBACK
from hub_oauth.conf import conf

PATHS: Final = {
    "hub_oauth:authorize": "/api/oauth/authorize",
    "hub_oauth:token": "/api/oauth/token",
    "hub_oauth:revoke": "/api/oauth/revoke",
    "hub_oauth:introspect": "/api/oauth/introspect",
    "hub_oauth:authorization_server": "/.well-known/oauth-authorization-server",
    "hub_oauth:protected_resource": "/.well-known/oauth-protected-resource",
    "hub_oauth:connected_apps": "/account/apps",
}


@register
def urls_are_at_the_root(**kwargs: Any) -> list[CheckMessage]:
    """Clients look for /.well-known at the root of the host (RFC 8414 §3)."""
    return list(misplaced(PATHS, include="hub_oauth.urls", id="hub_oauth.E007"))


def misplaced(paths: Mapping[str, str], *, include: str, id: str) -> Iterator[CheckMessage]:  # noqa: A002  # as Error's
    """An error for every name that is not mounted at its path, and for every path that another pattern answers."""
    for name, path in paths.items():
        if path_of(name) != path:
            hint = f'Put path("", include("{include}")) into the root URLconf.'
            yield Error(f"{name} is not at {path}.", hint=hint, id=id)
        elif other := answered_by_another(name, path):
            hint = f'Put include("{include}") above it in the root URLconf.'
            yield Error(f"{path} is answered by {other} instead of {name}.", hint=hint, id=id)


def path_of(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def answered_by_another(name: str, path: str) -> str | None:
    match = match_of(path)
    if match is None or f"{match.app_name}:{match.url_name}" == name:
        return None
    return match.view_name


def match_of(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None


@register
def issuer_is_an_allowed_host(**kwargs: Any) -> list[CheckMessage]:
    """Else Django answers every request to the Hub's own name with 400."""
    host, _ = split_domain_port(urlsplit(conf.issuer).netloc)
    allowed = settings.ALLOWED_HOSTS or ([".localhost", "[::1]", *LOOPBACK] if settings.DEBUG else [])
    if not host or validate_host(host, allowed):
        return []
    hint = f"Add {host!r} to ALLOWED_HOSTS, or correct HUB_OAUTH['ISSUER']."
    return [Warning(f"The issuer's host {host!r} is not in ALLOWED_HOSTS.", hint=hint, id="hub_oauth.W006")]
