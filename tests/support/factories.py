"""Rows for tests inside the process."""

# factory-boy declares its classes as typed, but not their constructors.
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

from typing import Any

from django.conf import settings
from factory.declarations import LazyAttribute, Sequence, SubFactory
from factory.django import DjangoModelFactory, Password

from hub_oauth import clients
from hub_oauth.audit import SYSTEM
from hub_teams.models import Membership, Team
from tests.support.app import READ_SCOPES, REDIRECT_URI, App

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory[Any]):
    """A person who can sign in with PASSWORD."""

    username = Sequence(lambda number: f"person{number}")
    email = LazyAttribute(lambda person: f"{person.username}@example.org")
    password = Password(PASSWORD)

    class Meta:
        model = settings.AUTH_USER_MODEL


class TeamFactory(DjangoModelFactory[Team]):
    name = Sequence(lambda number: f"Team {number}")
    slug = Sequence(lambda number: f"team-{number}")

    class Meta:
        model = Team


class MembershipFactory(DjangoModelFactory[Membership]):
    team = SubFactory(TeamFactory)
    user = SubFactory(UserFactory)

    class Meta:
        model = Membership


def web_app(name: str = "Acme Planner", redirect_uri: str = REDIRECT_URI, **over: Any) -> App:
    """A confidential client on a web server."""
    return register(name, "web", redirect_uri, **over)


def spa_app(name: str = "Acme Board", redirect_uri: str = "https://board.example/callback", **over: Any) -> App:
    """A public client in the browser, on an origin of its own."""
    return register(name, "spa", redirect_uri, **({"origins": ["https://board.example"]} | over))


def native_app(name: str = "Acme Desk", redirect_uri: str = "http://127.0.0.1/callback", **over: Any) -> App:
    """A public client on a person's own computer."""
    return register(name, "native", redirect_uri, **over)


def register(name: str, kind: str, redirect_uri: str, **over: Any) -> App:
    values: dict[str, Any] = {"redirect_uris": [redirect_uri], "scopes": READ_SCOPES, "act": SYSTEM} | over
    registered = clients.register(name=name, kind=kind, **values)
    return App(registered.application.client_id, redirect_uri, registered.secret, tuple(values["scopes"]))
