"""Whose documents are asked for: nobody's, those of listed hosts, or anybody's, as the host of the Hub decides."""

from __future__ import annotations

from django.http.request import validate_host

from hub_oauth import scopes as registry
from hub_oauth.conf import conf
from hub_oauth.errors import Refusal
from hub_oauth.protocol import client_urls


def check(url: str) -> None:
    """Refusal("client_unknown") for whom the setting shuts out, ("client_document") for an address that none may have.

    Costs nothing, and asks nobody.
    """
    if conf.client_id_documents == "off":
        raise Refusal("client_unknown")
    if problem := client_urls.refusal(url):
        raise Refusal("client_document", reason=f"client_id {problem}")
    if conf.client_id_documents == "allow-list" and not is_listed(client_urls.host_of(url)):
        raise Refusal("client_unknown")


def is_listed(host: str) -> bool:
    """``tool.example`` names one host, ``.agents.example`` that domain and all below it."""
    return validate_host(host, [listed for listed in conf.client_id_document_hosts if listed != "*"])


def scopes() -> tuple[str, ...]:
    """What such apps may ask for: as set, or everything but what is sensitive."""
    chosen = conf.client_id_document_scopes
    return tuple(s.name for s in registry.everything() if (s.name in chosen if chosen else not s.sensitive))
