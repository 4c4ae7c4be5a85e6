"""Authorization requests (RFC 6749 §4.1.1): read, and complete once every check has passed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final

from hub_oauth import authorization_checks, clients
from hub_oauth.client_documents import registry as client_documents
from hub_oauth.client_documents import welcome
from hub_oauth.client_documents.document import ClientDocument
from hub_oauth.conf import conf
from hub_oauth.destination_checks import check_redirect_uri, page_value
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.people import Person
from hub_oauth.protocol import client_urls
from hub_oauth.protocol.parameters import Parameters

# In the order in which they are looked at; every other name is ignored (RFC 6749 §3.1).
PARAMETERS: Final = (
    "client_id",
    "redirect_uri",
    "state",
    "response_type",
    "response_mode",
    "code_challenge",
    "code_challenge_method",
    "scope",
    "resource",
    "prompt",
    "max_age",
    "login_hint",
)


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that passed every check; all that consent and code need of it."""

    client_id: str
    redirect_uri: str
    scopes: tuple[str, ...]
    code_challenge: str
    identity: str  # when the client's identity changed last, as known when the request was made
    asked_at: str  # by the database's clock
    state: str | None = None
    resource: str = ""
    prompt: frozenset[str] = frozenset()
    max_age: int | None = None
    document: dict[str, Any] | None = None  # of a client that is known by one alone, as the person saw it
    request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def to_dict(self) -> dict[str, Any]:
        """For JSON; nothing in it is copied, as dataclasses.asdict would."""
        values = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**values, "prompt": sorted(self.prompt)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> AuthorizationRequest:
        return cls(**{**values, "scopes": tuple(values["scopes"]), "prompt": frozenset(values["prompt"])})


def parse(raw: bytes) -> Parameters:
    return Parameters.parse(raw, PARAMETERS)


def is_of_document(parameters: Parameters) -> bool:
    """Whether the client is known by a document alone, so that nothing is asked and nobody redirected for a stranger.

    Raises Refusal where such a client is not welcome, or was turned off; asks nobody.
    """
    client_id = page_value(parameters, "client_id")
    if client_id is None or not client_urls.is_client_url(client_id):
        return False
    row = clients.find(client_id)
    if row is not None and not client_documents.is_one(row):
        return False
    if row is not None and not row.hub_profile.enabled:
        raise Refusal("client_unknown")
    welcome.check(client_id)
    return True


def client_of_document(parameters: Parameters, person: Person, address: str | None) -> Application:
    """The client as its document describes it now; raises Refusal as client_documents.registry.find does."""
    url = parameters.require("client_id")
    return client_documents.find(url, clients.find_for_page(url), person=person, address=address)


def client_as_asked(request: AuthorizationRequest, person: Person) -> Application | None:
    """The client of a request that a page showed, whether the registry knows it by now or not."""
    row = clients.find(request.client_id)
    if request.document is None:
        return row
    return client_documents.shown(ClientDocument.from_dict(request.document), row, person)


def client_of(parameters: Parameters) -> Application | None:
    """The app that is named, on or off; None where the Hub knows none by that name, or it can't be read."""
    try:
        return clients.find_for_page(parameters.get("client_id"))
    except Refusal:
        return None


def named(parameters: Parameters, client: Application | None = None) -> tuple[Application, str]:
    """The enabled client and its registered redirect URI, byte for byte (RFC 9700 §2.1).

    client: one that only its document describes. Comes first; what it raises is never redirected anywhere.
    """
    client = client or client_of(parameters)
    authorization_checks.run(authorization_checks.ON_OUR_PAGE, parameters, client)
    return client, parameters.require("redirect_uri")


def state_of(parameters: Parameters) -> str | None:
    """The state to send back, or None where it is absent or can't be sent back as it came."""
    try:
        state = parameters.get("state")
    except Refusal:
        return None
    return state if state is None or len(state.encode()) <= authorization_checks.STATE_LIMIT else None


def login_hint_of(target: str) -> str:
    """Whom the app of a request expects, from its path and query; empty where it does not say, or not legibly."""
    try:
        hint = parse(target.partition("?")[2].encode("utf-8", "surrogateescape")).get("login_hint") or ""
    except Refusal:
        return ""
    return hint if len(hint.encode()) <= authorization_checks.LOGIN_HINT_LIMIT else ""


def complete(parameters: Parameters, client: Application, redirect_uri: str) -> AuthorizationRequest:
    """The request, if it passes every check; raises the first Refusal."""
    authorization_checks.run(authorization_checks.BACK_TO_THE_APP, parameters, client)
    return AuthorizationRequest(
        client_id=client.client_id,
        redirect_uri=redirect_uri,
        scopes=authorization_checks.scopes_of(parameters),
        code_challenge=parameters.require("code_challenge"),
        identity=identity_of(client),
        asked_at=client.now.isoformat(),
        state=parameters.get("state"),
        resource=(parameters.get("resource") or "").removesuffix("/"),
        prompt=authorization_checks.prompts_of(parameters),
        max_age=authorization_checks.max_age_of(parameters),
        document=getattr(client, "document", None),
    )


def check_again(request: AuthorizationRequest, client: Application | None) -> Application:
    """The same request against the client as it is now: it may have changed while the page was open."""
    if client is None or not client.hub_profile.enabled:
        raise Refusal("client_unknown")
    check_redirect_uri(request.redirect_uri, client)
    if client.now - datetime.fromisoformat(request.asked_at) > conf.consent_form_lifetime:
        raise Refusal("form_expired")
    if request.identity != identity_of(client):
        raise Refusal("form_expired")  # the person would confirm an app under a name that it no longer has
    for scope in request.scopes:
        if scope not in client.hub_profile.scopes_allowed:
            raise Refusal("scope_unknown", scope=scope)
    return client


def identity_of(client: Application) -> str:
    if client_documents.is_one(client):
        return client_documents.identity(client)
    return str(client.hub_profile.identity_changed_at.isoformat())
