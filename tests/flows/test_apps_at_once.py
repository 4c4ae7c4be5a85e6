"""Two administrators at one app, or at one name, at the same instant: on PostgreSQL, against real server processes."""

from __future__ import annotations

import json
from collections import Counter
from itertools import count
from typing import Any, LiteralString

import pytest
import requests

from hub_oauth import name_lock
from tests.faults import crowd
from tests.support.admin import ACME, ADD, APPS
from tests.support.app import App
from tests.support.database import WORKERS, parallel_behind, rows
from tests.support.html import form_with
from tests.support.http_flow import TIMEOUT
from tests.support.processes import ServerError
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

numbers = count(1)
PAGES = ("change", "turn-off", "turn-on", "secrets", "revoke", "delete")
COMMANDS = ("rotate-secret", "disable", "enable")
CALLED: LiteralString = "SELECT client_id FROM oauth2_provider_application WHERE name = %s"
# Rows that name this person wait for it at COMMIT, when every name has long been read.
HELD_PERSON: LiteralString = "SELECT id FROM auth_user WHERE id = %s FOR UPDATE"
# What deleting an app does, before its COMMIT.
DELETED: LiteralString = """
    WITH app AS (SELECT id FROM oauth2_provider_application WHERE client_id = %s),
    profile AS (DELETE FROM hub_oauth_clientprofile WHERE application_id IN (TABLE app)),
    secret AS (DELETE FROM hub_oauth_clientsecret WHERE application_id IN (TABLE app))
    DELETE FROM oauth2_provider_application WHERE id IN (TABLE app) RETURNING id
"""
TURNED_OFF: LiteralString = """
    UPDATE hub_oauth_clientprofile SET enabled = false WHERE application_id IN
    (SELECT id FROM oauth2_provider_application WHERE client_id = %s)
"""
# Another change of an app, as it stands before its COMMIT.
CHANGED: LiteralString = f"""
    WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock({name_lock.KEY}))
    UPDATE hub_oauth_clientprofile SET logo = 'new'::bytea, verified_at = NULL, identity_changed_at = now() FROM turn
    WHERE application_id IN (SELECT id FROM oauth2_provider_application WHERE client_id = %s) RETURNING id
"""
KEPT: LiteralString = """
    SELECT p.logo = 'new'::bytea, p.identity_changed_at > a.created + interval '1 ms', p.description
    FROM oauth2_provider_application a JOIN hub_oauth_clientprofile p ON a.id = p.application_id WHERE a.client_id = %s
"""
ABOUT: LiteralString = """
    SELECT a.name, p.id, s.id FROM oauth2_provider_application a
    JOIN hub_oauth_clientprofile p ON a.id = p.application_id
    JOIN hub_oauth_clientsecret s ON a.id = s.application_id WHERE a.client_id = %s
"""
# All that would tell of an act on an app.
LEFT: LiteralString = """
    SELECT (SELECT count(*) FROM oauth2_provider_application WHERE client_id = %s),
    (SELECT count(*) FROM hub_oauth_auditevent WHERE client_id = %s
    AND event NOT IN ('client.created', 'client.secret_created')),
    (SELECT count(*) FROM hub_oauth_auditevent WHERE client_id = %s AND event = 'client.secret_created'),
    (SELECT count(*) FROM django_admin_log WHERE object_id = %s)
"""
BY_VERBS = """
import json
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import connection
from hub_oauth import clients
from hub_oauth.audit import Act
from tests.support.race import parallel

act = Act(actor=get_user_model().objects.get(pk={person}))
given = {{"kind": "spa", "redirect_uris": ["https://app.example/callback"], "scopes": ["profile:read"], "act": act}}

def register(number):
    clients.register(name={name!r}, owner=act.actor, **given)

def rename(number):
    application = clients.find({client_ids!r}[number])
    application.name, application.hub_profile.owner = {name!r}, act.actor
    clients.change(application, application.hub_profile, act=act)

def outcome(number):
    try:
        {verb}(number)
    except ValidationError as refused:
        return refused.message_dict
    finally:
        connection.close()

print(json.dumps(parallel({count}, outcome)).join("\\n\\n"))
"""


@pytest.fixture(scope="module")
def hub(hub_on_postgres: HubServer) -> HubServer:
    return hub_on_postgres


@pytest.fixture(scope="module")
def chief(hub: HubServer) -> crowd.Person:
    """She may do everything, and signed in a moment ago."""
    (person,) = crowd.make_people(hub, 1, is_staff=True, is_superuser=True)
    return person


@pytest.fixture
def name() -> str:
    return f"Acme Twin {next(numbers)}"


@pytest.fixture(scope="module")
def apps(hub: HubServer) -> list[App]:
    return crowd.apps(hub, WORKERS)


def taken(name: str) -> str:
    return f"The name '{name}' reads like '{name}', another app here; people could not tell them apart."


def open_form(hub: HubServer, chief: crowd.Person, path: str, field: str) -> dict[str, Any]:
    """What a browser would send of the page's form that has this field."""
    page = chief.browser.get(hub.url + path, timeout=TIMEOUT)
    assert page.status_code == 200, page.text
    return form_with(page.text, field).values


def send(hub: HubServer, chief: crowd.Person, path: str, values: dict[str, Any]) -> requests.Response:
    cookies = chief.browser.cookies.get_dict()
    return requests.post(hub.url + path, values, cookies=cookies, timeout=TIMEOUT, allow_redirects=False)


def page_of(hub: HubServer, app: App) -> str:
    ((_name, profile, _secret),) = rows(hub, ABOUT, app.client_id)
    return f"{APPS}{profile}/change/"


@pytest.mark.yardstick("E16")
@pytest.mark.parametrize("verb", ["register", "rename"])
def test_of_four_calls_for_one_name_one_passes(
    hub: HubServer, chief: crowd.Person, apps: list[App], name: str, verb: str
) -> None:
    client_ids = [app.client_id for app in apps]
    code = BY_VERBS.format(person=chief.pk, name=name, client_ids=client_ids, verb=verb, count=WORKERS)
    (printed,) = parallel_behind(hub, HELD_PERSON, chief.pk, count=1, act=lambda _: hub.python(code))
    outcomes = json.loads(printed.strip().splitlines()[-1])
    assert [each for each in outcomes if each] == [{"name": [taken(name)]}] * (WORKERS - 1)
    assert len(rows(hub, CALLED, name)) == 1


@pytest.mark.yardstick("E16")
def test_of_four_forms_for_one_name_one_registers(hub: HubServer, chief: crowd.Person, name: str) -> None:
    forms = [open_form(hub, chief, ADD, "ticket") | ACME | {"name": name} for _ in range(WORKERS)]
    answers = parallel_behind(
        hub, HELD_PERSON, chief.pk, count=WORKERS, act=lambda number: send(hub, chief, ADD, forms[number])
    )
    outcomes = Counter((page.status_code, "hub_cs_" in page.text, html(taken(name)) in page.text) for page in answers)
    assert outcomes == {(200, True, False): 1, (200, False, True): WORKERS - 1}
    assert len(rows(hub, CALLED, name)) == 1


@pytest.mark.yardstick("E16")
def test_of_four_apps_renamed_to_one_name_one_is_called_so(
    hub: HubServer, chief: crowd.Person, apps: list[App], name: str
) -> None:
    paths = [page_of(hub, app) for app in apps]
    fields = {field: ACME[field] for field in ("support_email", "allowed_scopes")} | {"name": name}
    forms = [open_form(hub, chief, path, "name") | fields | {"redirect_uris": apps[0].redirect_uri} for path in paths]
    answers = parallel_behind(
        hub, HELD_PERSON, chief.pk, count=WORKERS, act=lambda number: send(hub, chief, paths[number], forms[number])
    )
    assert Counter((page.status_code, html(taken(name)) in page.text) for page in answers) == {
        (302, False): 1,
        (200, True): WORKERS - 1,
    }
    assert len(rows(hub, CALLED, name)) == 1


def test_a_form_sent_during_another_change_takes_nothing_of_it_back(
    hub: HubServer, chief: crowd.Person, apps: list[App]
) -> None:
    path = page_of(hub, apps[0])
    changed = {"description": "Plans.", "redirect_uris": apps[0].redirect_uri, "allowed_scopes": apps[0].scopes}
    values = open_form(hub, chief, path, "name") | {"support_email": ACME["support_email"]} | changed
    (answer,) = parallel_behind(
        hub, CHANGED, apps[0].client_id, count=1, act=lambda _: send(hub, chief, path, values), waiting=1
    )
    assert (answer.status_code, rows(hub, KEPT, apps[0].client_id)) == (302, [(True, True, "Plans.")])


@pytest.fixture(scope="module")
def stock(hub: HubServer) -> list[App]:
    """Made at once, for each takes a process."""
    return crowd.apps(hub, len(PAGES) + len(COMMANDS))


@pytest.fixture
def doomed(hub: HubServer, stock: list[App]) -> App:
    """An app that is off, so that it can be deleted."""
    app = stock.pop()
    rows(hub, TURNED_OFF, app.client_id)
    return app


@pytest.mark.parametrize("page", PAGES)
def test_an_app_that_is_deleted_meanwhile_stays_so(hub: HubServer, chief: crowd.Person, doomed: App, page: str) -> None:
    ((called, profile, secret),) = rows(hub, ABOUT, doomed.client_id)
    path = f"{APPS}{profile}/" + (f"secrets/{secret}/revoke/" if page == "revoke" else f"{page}/")
    changed = {"redirect_uris": doomed.redirect_uri, "allowed_scopes": doomed.scopes} if page == "change" else {}
    field = {"change": "name", "secrets": "after"}.get(page, "csrfmiddlewaretoken")
    values = open_form(hub, chief, path, field) | {"name": called} | changed
    (answer,) = parallel_behind(
        hub, DELETED, doomed.client_id, count=1, act=lambda _: send(hub, chief, path, values), waiting=1
    )
    assert (answer.status_code, answer.headers.get("Location")) == ((302, "/admin/") if changed else (404, None))
    assert rows(hub, LEFT, *[doomed.client_id] * 3, str(profile)) == [(0, 0, 1, 0)]
    if changed:
        index = chief.browser.get(f"{hub.url}/admin/", cookies=answer.cookies, timeout=TIMEOUT)
        assert "Perhaps it was deleted?" in index.text


@pytest.mark.parametrize("verb", COMMANDS)
def test_the_command_line_says_that_an_app_is_gone(hub: HubServer, doomed: App, verb: str) -> None:
    def run(_: int) -> str:
        with pytest.raises(ServerError) as refused:
            hub.manage("hub_client", verb, doomed.client_id)
        return str(refused.value)

    (said,) = parallel_behind(hub, DELETED, doomed.client_id, count=1, act=run, waiting=1)
    assert said.strip().endswith("CommandError: The app was deleted meanwhile.")
    assert rows(hub, ABOUT, doomed.client_id) == []


def html(sentence: str) -> str:
    return sentence.replace("'", "&#x27;")
