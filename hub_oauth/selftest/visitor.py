"""An app and a person that exist for one test, made in the database and taken away again."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.db import IntegrityError, models, transaction

from hub_oauth import clients
from hub_oauth.audit import Act
from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientProfile, Consent, Grant, RequestFailure
from hub_oauth.people import Person

NAME: Final = "Self-test"
REDIRECT_URI: Final = "https://self-test.invalid/callback"  # RFC 6761 §6.4: nobody is there
ACT: Final = Act(reference="hub_selftest")


class NoPerson(Exception):
    """The site's people can't be made from a name alone; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """cookie: the name and value of a session of this person."""

    application: Application
    secret: str
    user: Person
    cookie: tuple[str, str]


@contextmanager
def visitor(scopes: Sequence[str], user: Person | None = None) -> Iterator[Visitor]:
    """scopes: what the app may ask for; user: somebody who is there, or None for a person made for this.

    Raises NoPerson.
    """
    person = user or make_person()
    session = None
    application = None
    try:
        session = make_session(person)
        made = clients.register(
            name=f"{NAME} {secrets.token_hex(4)}",  # of two tests at once, neither is taken for the other
            kind=ClientProfile.Kind.WEB,
            redirect_uris=[REDIRECT_URI],
            scopes=scopes,
            act=ACT,
            first_party=True,
        )
        application = made.application
        yield Visitor(application, made.secret or "", person, (settings.SESSION_COOKIE_NAME, session.session_key))
    finally:
        take_away(application, session, None if user else person)


def find_person(username: str) -> Person:
    """Raises NoPerson where nobody active is called so."""
    model = get_user_model()
    found: Person | None = model._default_manager.filter(**{model.USERNAME_FIELD: username}, is_active=True).first()
    if found is None:
        raise NoPerson(f"There is nobody active called {username!r} here.")
    return found


def make_person() -> Person:
    """Somebody without a password, so that nobody can sign in as them."""
    model: Any = get_user_model()
    name = f"self-test-{secrets.token_hex(6)}"
    is_email = isinstance(model._meta.get_field(model.USERNAME_FIELD), models.EmailField)
    person: Person = model(**{model.USERNAME_FIELD: f"{name}@self-test.invalid" if is_email else name})
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as problem:
        raise NoPerson("People of this site need more than a name; name somebody with --user.") from problem
    return person


def make_session(person: Person) -> Any:
    """What signing in leaves, without a sign-in: no password is known here."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = person._meta.pk.value_to_string(person)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.create()
    return session


def take_away(application: Application | None, session: Any, person: Person | None) -> None:
    """Everything but the audit log, which keeps what was done here as it keeps all acts."""
    with transaction.atomic():
        if application is not None:
            Grant.objects.filter(application=application).delete()
            Consent.objects.filter(application=application).delete()
            RequestFailure.objects.filter(client_id=application.client_id).delete()
            application.delete()
        if session is not None:
            session.delete()
        if person is not None:
            person.delete()
