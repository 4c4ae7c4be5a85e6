"""Documents as clients: in memory while a page is drawn, in the registry once somebody allowed."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.db.models.functions import Now

from hub_oauth import audit, clients
from hub_oauth.audit import Act
from hub_oauth.client_documents import answers, welcome
from hub_oauth.client_documents.document import ClientDocument, scopes_within
from hub_oauth.dot.applications import Application, application_model, new_application
from hub_oauth.errors import Refusal
from hub_oauth.models import ClientProfile
from hub_oauth.people import Person
from hub_oauth.protocol import client_urls
from hub_oauth.protocol import scopes as scope_lists

OF_APPLICATION: Final = ("name", "redirect_uris", "allowed_origins")
OF_PROFILE: Final = ("kind", "claimed_name", "website", "privacy_url", "terms_url", "allowed_scopes")


def is_one(client: Application) -> bool:
    """Whether a client is known by a document alone."""
    return bool(client.hub_profile.known_by == ClientProfile.KnownBy.DOCUMENT)


def find(url: str, row: Application | None, *, person: Person, address: str | None) -> Application:
    """The client that this address names now; row: what the registry has of it. Writes nothing.

    Raises Refusal: what welcome and answers find; ``client_unknown`` where an administrator turned it off, before
    anything is asked.
    """
    if row is not None and not row.hub_profile.enabled:
        raise Refusal("client_unknown")
    welcome.check(url)
    return shown(answers.look_up(url, person=person, address=address), row, person)


def shown(document: ClientDocument, row: Application | None, person: Person) -> Application:
    """The client as its document describes it, not saved; under another identity than the registry's it is changed."""
    client = unsaved(document, person) if row is None else row
    before = clients.identity(client, client.hub_profile)
    describe(document, client, client.hub_profile)
    if row is not None and clients.identity(client, client.hub_profile) != before:
        client.hub_profile.identity_changed_at = client.now
    client.document = document.to_dict()
    return client


def unsaved(document: ClientDocument, person: Person) -> Application:
    """With all that pages and checks read of a client that was looked up."""
    now = get_user_model()._default_manager.filter(pk=person.pk).values_list(Now(), flat=True).get()
    client = application_model()(client_id=document.url)
    ClientProfile(application=client, known_by=ClientProfile.KnownBy.DOCUMENT, identity_changed_at=now)
    client.now, client.has_logo = now, False
    return client


def describe(document: ClientDocument, client: Application, profile: ClientProfile) -> None:
    """What people and log see of such an app is its domain, of which alone it is known that it is right."""
    client.name = client_urls.host_of(document.url)
    client.redirect_uris = " ".join(document.redirect_uris)
    client.allowed_origins = client_urls.origin_of(document.url) if document.kind == ClientProfile.Kind.SPA else ""
    profile.kind = document.kind
    profile.claimed_name = document.name
    profile.website, profile.privacy_url = document.website, document.privacy_url
    profile.terms_url = document.terms_url
    profile.allowed_scopes = scope_lists.join(scopes_within(document, welcome.scopes()))


def identity(client: Application) -> str:
    """What a person confirms of it, as one digest: what is in no registry yet has no date of its last change."""
    return hashlib.sha256(repr(clients.identity(client, client.hub_profile)).encode()).hexdigest()


def keep(document: ClientDocument, *, act: Act) -> None:
    """Write what the person saw, inside the transaction in which it is allowed; one that was turned off stays off.

    Raises Refusal("client_unknown") where the address is the client_id of an application that is none of ours.
    """
    welcome.check(document.url)
    application = application_model().objects.select_related("hub_profile").filter(client_id=document.url).first()
    if application is None:
        create(document, act)
    elif not hasattr(application, "hub_profile") or not is_one(application):
        raise Refusal("client_unknown")
    elif application.hub_profile.enabled:
        refresh(document, application, act)


def create(document: ClientDocument, act: Act) -> None:
    application = new_application(client_id=document.url, name="", confidential=False, redirect_uris=[], origins=[])
    profile = ClientProfile(known_by=ClientProfile.KnownBy.DOCUMENT)
    describe(document, application, profile)
    application.save()
    profile.application = application
    profile.save()
    audit.record("client.created", act, client=application, kind=profile.kind, known_by=profile.known_by)


def refresh(document: ClientDocument, application: Application, act: Act) -> None:
    """A document that changed is written; a new name, or new places to send people to, is a new identity."""
    profile = application.hub_profile
    before, identity_before = written(application), clients.identity(application, profile)
    describe(document, application, profile)
    if written(application) == before:
        return
    if clients.identity(application, profile) != identity_before:
        profile.identity_changed_at = Now()
    application.save(update_fields=OF_APPLICATION)
    profile.save(update_fields=[*OF_PROFILE, "identity_changed_at"])
    audit.record("client.changed", act, client=application, known_by=profile.known_by)


def written(application: Application) -> list[Any]:
    of_application = [getattr(application, field) for field in OF_APPLICATION]
    return of_application + [getattr(application.hub_profile, field) for field in OF_PROFILE]
