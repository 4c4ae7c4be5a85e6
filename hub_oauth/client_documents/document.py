"""What a document says of its app, as far as it may (RFC 7591 §2; draft-ietf-oauth-client-id-metadata-document §4)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from hub_oauth import client_names, client_rules
from hub_oauth.client_documents.unusable import Unusable
from hub_oauth.protocol import client_urls
from hub_oauth.protocol import redirect_uris as uris

REDIRECT_URIS: Final = 20
SECRETS: Final = ("client_secret", "client_secret_expires_at")
# Where a document names these it must have the value that the Hub knows.
NEEDED: Final = {"grant_types": "authorization_code", "response_types": "code"}


@dataclass(frozen=True, slots=True)
class ClientDocument:
    """An app as its document describes it. name: what it calls itself; nobody has looked whether it may."""

    url: str
    name: str
    redirect_uris: tuple[str, ...]
    website: str = ""
    privacy_url: str = ""
    terms_url: str = ""
    scopes: tuple[str, ...] = ()  # those it means to ask for; empty where it does not say

    @property
    def kind(self) -> str:
        """native where it comes back to the person's own computer, else spa: it keeps no secret in either."""
        return "native" if any(map(uris.is_loopback, self.redirect_uris)) else "spa"

    def to_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> ClientDocument:
        lists = {name: tuple(values[name]) for name in ("redirect_uris", "scopes")}
        known: dict[str, Any] = {**values, **lists}
        return cls(**known)


def parse(url: str, body: bytes) -> ClientDocument:
    """The app behind a document found at url. Raises Unusable for the first rule that it breaks."""
    claims = claims_of(body)
    if claims.get("client_id") != url:  # compared byte for byte, or one app could speak for another
        raise Unusable("client_id in the document is not the address of the document.")
    refuse_secrets(claims)
    refuse_other_flows(claims)
    return ClientDocument(
        url=url,
        name=name_of(claims),
        redirect_uris=redirect_uris_of(claims, url),
        website=link_of(claims, "client_uri"),
        privacy_url=link_of(claims, "policy_uri"),
        terms_url=link_of(claims, "tos_uri"),
        scopes=tuple(text_of(claims, "scope").split()),
    )


def claims_of(body: bytes) -> dict[str, Any]:
    try:
        claims = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        raise Unusable("The document is not JSON in UTF-8.") from None
    if not isinstance(claims, dict):
        raise Unusable("The document is not a JSON object.")
    return claims


def refuse_secrets(claims: dict[str, Any]) -> None:
    """draft §4.1: what everybody can read proves nothing."""
    if any(name in claims for name in SECRETS):
        raise Unusable("The document has a client_secret, which everybody can read.")
    if claims.get("token_endpoint_auth_method", "none") != "none":
        raise Unusable("token_endpoint_auth_method in the document is not none.")


def refuse_other_flows(claims: dict[str, Any]) -> None:
    for name, needed in NEEDED.items():
        given = claims.get(name, [needed])
        if not isinstance(given, list) or needed not in given:
            raise Unusable(f"{name} in the document lacks {needed}.")


def name_of(claims: dict[str, Any]) -> str:
    """By the same rules as that of an app that is registered; it may be left out."""
    name = text_of(claims, "client_name").strip()
    if problem := next(client_names.problems("name", name, first_party=False), None):
        raise Unusable(problem)
    return name


def redirect_uris_of(claims: dict[str, Any], url: str) -> tuple[str, ...]:
    given = claims.get("redirect_uris")
    if not isinstance(given, list) or not given or not all(isinstance(uri, str) for uri in given):
        raise Unusable("redirect_uris in the document is not a list of addresses.")
    if len(given) > REDIRECT_URIS:
        raise Unusable(f"redirect_uris in the document has more than {REDIRECT_URIS} addresses.")
    for uri in given:
        if problem := redirect_uri_problem(uri, url):
            raise Unusable(problem)
    return tuple(dict.fromkeys(given))


def redirect_uri_problem(uri: str, url: str) -> str | None:
    """The rules of registration; and no other site, which would never have heard of the app."""
    if problem := client_rules.redirect_uri_problem(uri, "native"):
        return problem
    if uris.is_loopback(uri) or uris.origin_of(uri) == client_urls.origin_of(url):
        return None
    return f"'{uri}' is on another origin than the document."


def link_of(claims: dict[str, Any], name: str) -> str:
    """A link that may be shown; what may not is left out."""
    link = text_of(claims, name)
    return "" if len(link) > 200 or any(client_rules.link_problems(link)) else link


def text_of(claims: dict[str, Any], name: str) -> str:
    value = claims.get(name, "")
    if not isinstance(value, str):
        raise Unusable(f"{name} in the document is not text.")
    return value


def scopes_within(document: ClientDocument, offered: Sequence[str]) -> tuple[str, ...]:
    """Of the scopes on offer, those that the document names; all of them where it names none."""
    return tuple(scope for scope in offered if not document.scopes or scope in document.scopes)
