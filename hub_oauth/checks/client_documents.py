"""E003, E030, W030–W031: apps known only by a document of their own, where the host lets them in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register

from hub_oauth import scopes as registry
from hub_oauth.conf import conf

MODES: Final = ("off", "allow-list", "any")
HOST: Final = re.compile(r"\.?(?:[a-z0-9-]+\.)+[a-z0-9-]+")


def problems() -> Iterator[tuple[str, str, str]]:
    """A key, what is wrong with its value, and the remedy."""
    mode, hosts = conf["CLIENT_ID_DOCUMENTS"], conf["CLIENT_ID_DOCUMENT_HOSTS"]
    if mode not in MODES:
        yield "CLIENT_ID_DOCUMENTS", f"{mode!r} is unknown.", f"One of {', '.join(MODES)}."
    hint = 'Write ["tool.example", ".agents.example"]: hosts in lower case, a dot in front for all below a domain.'
    if not is_list(hosts) or not all(isinstance(host, str) and HOST.fullmatch(host) for host in hosts):
        yield "CLIENT_ID_DOCUMENT_HOSTS", f"{hosts!r} is not a list of hosts.", hint
    elif mode == "allow-list" and not hosts:
        yield "CLIENT_ID_DOCUMENT_HOSTS", "It is empty, so no app passes the list.", hint
    elif mode != "allow-list" and hosts:
        yield "CLIENT_ID_DOCUMENT_HOSTS", f"Nothing reads it while CLIENT_ID_DOCUMENTS is {mode!r}.", "Leave it out."
    yield from scopes(conf["CLIENT_ID_DOCUMENT_SCOPES"])


def scopes(given: Any) -> Iterator[tuple[str, str, str]]:
    hint = 'Write ["profile:read"]: scopes that are registered; empty for all that are not sensitive.'
    if not is_list(given) or any(registry.find(name) is None for name in given):
        yield "CLIENT_ID_DOCUMENT_SCOPES", f"{given!r} is not a list of registered scopes.", hint


def is_list(value: Any) -> bool:
    return isinstance(value, (list, tuple, set, frozenset))


@register
def one_reader_of_documents(**kwargs: Any) -> list[CheckMessage]:
    """DOT's would write clients of its own under the same addresses, and its clean-up delete them."""
    if conf.client_id_documents == "off" or not getattr(settings, "OAUTH2_PROVIDER", {}).get("CIMD_ENABLED"):
        return []
    hint = 'Set OAUTH2_PROVIDER["CIMD_ENABLED"] = False, or HUB_OAUTH["CLIENT_ID_DOCUMENTS"] = "off".'
    return [Error("Both django-oauth-toolkit and the Hub read client-id documents.", hint=hint, id="hub_oauth.E030")]


@register(deploy=True)
def anybody_may_have_it_ask(**kwargs: Any) -> list[CheckMessage]:
    """Silenced by whoever means it."""
    if conf.client_id_documents != "any":
        return []
    hint = 'Prefer "allow-list" with CLIENT_ID_DOCUMENT_HOSTS; or let a firewall see what the server connects to.'
    return [Warning("Anybody who signs in can have the Hub ask any public host.", hint=hint, id="hub_oauth.W030")]


@register(deploy=True)
def sensitive_scopes_are_for_known_apps(**kwargs: Any) -> list[CheckMessage]:
    open_to = [scope.name for scope in registry.in_order(conf.client_id_document_scopes) if scope.sensitive]
    if conf.client_id_documents != "any" or not open_to:
        return []
    hint = "Take them out of CLIENT_ID_DOCUMENT_SCOPES, or list the hosts that may ask."
    said = f"Apps that nobody knows may ask for {', '.join(open_to)}."
    return [Warning(said, hint=hint, id="hub_oauth.W031")]
