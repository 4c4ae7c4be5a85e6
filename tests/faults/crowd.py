"""People, browsers and apps by the dozen: made in bulk beside the server, as the fault is not about them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from itertools import count
from typing import Any

import requests

from tests.support.app import READ_SCOPES, REDIRECT_URI, App
from tests.support.server import HubServer

BATCH = 100
numbers = count(1)
stocks: dict[HubServer, list[Person]] = {}
PEOPLE = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.auth.hashers import make_password
from django.utils import timezone
from hub_oauth.sign_ins import SIGNED_IN_AT

User, Session = get_user_model(), import_module(settings.SESSION_ENGINE).SessionStore
people = [
    User(username=name, email=f"{{name}}@example.org", password=make_password(None), **{fields!r}) for name in {names!r}
]
made = []
for person in User.objects.bulk_create(people):
    session = Session()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(person.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session[SIGNED_IN_AT] = timezone.now().isoformat()  # dangerous acts in the admin ask for a recent sign-in
    session.create()
    made.append((person.pk, session.session_key))
print(json.dumps(made))
"""
APPS = """
import json
from hub_oauth import clients
from hub_oauth.audit import SYSTEM

given = {{"kind": "web", "redirect_uris": [{uri!r}], "scopes": {scopes!r}, "act": SYSTEM}}
made = [clients.register(name=name, **given) for name in {names!r}]
print(json.dumps([(one.application.client_id, one.secret) for one in made]))
"""


@dataclass(frozen=True)
class Person:
    """pk: of the user; browser: signed in as this person."""

    pk: int
    browser: requests.Session


def names(kind: str, amount: int) -> list[str]:
    return [f"{kind} {next(numbers)}" for _ in range(amount)]


def people(hub: HubServer, amount: int) -> list[Person]:
    """As many people whom nobody else here has met, signed in; made many at a time, as a process takes a while."""
    stock = stocks.setdefault(hub, [])
    if len(stock) < amount:
        stock += make_people(hub, max(amount, BATCH))
    taken, stock[:] = stock[:amount], stock[amount:]
    return taken


def make_people(hub: HubServer, amount: int, **fields: Any) -> list[Person]:
    """fields: of the user model."""
    made = [name.replace(" ", "-") for name in names("person", amount)]
    found = json.loads(hub.python(PEOPLE.format(names=made, fields=fields)))
    return [Person(pk, browser_with(key)) for pk, key in found]


def browsers(hub: HubServer, amount: int) -> list[requests.Session]:
    """The browsers of as many new people."""
    return [person.browser for person in people(hub, amount)]


def browser_with(session_key: str) -> requests.Session:
    browser = requests.Session()
    browser.cookies.set("sessionid", session_key)
    return browser


def apps(hub: HubServer, amount: int = 1) -> list[App]:
    """As many new confidential clients."""
    made = hub.python(APPS.format(names=names("Crowded app", amount), uri=REDIRECT_URI, scopes=READ_SCOPES))
    return [App(client_id, REDIRECT_URI, secret, READ_SCOPES) for client_id, secret in json.loads(made)]


@cache
def shared_app(hub: HubServer) -> App:
    """The one of all tests that do nothing to it."""
    return apps(hub)[0]
