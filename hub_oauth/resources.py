"""Protected resources by their identifiers (RFC 8707 §2, RFC 9728 §1.2): the issuer, and what the host has below it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache as remember

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

from hub_oauth import scopes as registry
from hub_oauth.conf import conf


def known() -> tuple[str, ...]:
    """Every identifier, the issuer's first; none ends in a slash."""
    return (conf.issuer, *(conf.issuer + path.rstrip("/") for path in conf.resources))


def is_known(identifier: str) -> bool:
    """Whether it names one of them; with a slash at the end it names the same."""
    return identifier.removesuffix("/") in known()


def scopes_of(identifier: str) -> Sequence[str]:
    """What a token may be asked for to use this resource."""
    for path, scopes in conf.resources.items():
        if identifier.removesuffix("/") == conf.issuer + path.rstrip("/"):
            return tuple(scopes)
    return tuple(scope.name for scope in registry.everything())


def metadata_url(identifier: str | None) -> str:
    """Where the document about a resource is (RFC 9728 §3.1); None, and what is not known here: the issuer's."""
    url = conf.issuer + metadata_path(get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    return url + identifier.removeprefix(conf.issuer) if identifier and is_known(identifier) else url


@remember(maxsize=8)
def metadata_path(urlconf: str, prefix: str) -> str:
    """Read off the URLs once: it stands in every refusal of a token.

    prefix: as Django adds it to what it reverses. A proxy may take it from a request, so few are kept.
    """
    return reverse("hub_oauth:protected_resource", urlconf=urlconf)
