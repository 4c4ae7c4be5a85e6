"""R19: everything that writes, at once and on the same twenty connections: no deadlock and no 500."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any, Final, LiteralString

import pytest
import requests

from tests.faults import crowd
from tests.faults.crowd import Person
from tests.faults.oracle import Oracle
from tests.faults.sizes import record, size
from tests.support.answers import ME
from tests.support.app import App, Tokens, answer_of, authorize_params
from tests.support.database import WORKERS, rows
from tests.support.html import form_with
from tests.support.http_flow import TIMEOUT, answer, ask, connect, get, redeem, refresh, revoke
from tests.support.postgres import Cluster
from tests.support.server import HubServer

SECONDS = size(30, 300)
FAMILIES = 20
CLIENTS = 8
TURN = 0.5  # seconds
SLICE = 20  # seconds, after which a process of the office begins anew
ADMIN: Final = "/admin/hub_oauth/clientprofile"

DEADLOCKS: LiteralString = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
PROFILE: LiteralString = """
    SELECT p.id FROM hub_oauth_clientprofile p JOIN oauth2_provider_application a ON a.id = p.application_id
    WHERE a.client_id = %s
"""
LONG_AGO: LiteralString = """
    UPDATE hub_oauth_grant SET ended_at = ended_at - interval '30 days' WHERE id IN (
        SELECT id FROM hub_oauth_grant WHERE ended_at > now() - interval '1 day' FOR UPDATE SKIP LOCKED)
"""
ACTS: LiteralString = "SELECT event, count(*) FROM hub_oauth_auditevent GROUP BY event"
# What happens beside the server's workers, by the same verbs: people stopped, the client "deleted", dead rows removed.
OFFICE = """
import json, random, time
from collections import Counter
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db.models import ProtectedError
from hub_oauth.dot.applications import application_model

application = application_model().objects.get(client_id={client_id!r})
done, end = Counter(), time.monotonic() + {seconds}
while time.monotonic() < end:
    person = get_user_model().objects.get(pk=random.choice({people!r}))
    for active in (False, True):
        person.is_active = active
        person.save()
        done["deactivated"] += not active
    try:
        application.delete()
    except ProtectedError:
        done["not deleted"] += 1
    call_command("hub_cleanup", as_json=True)
    done["cleaned"] += 1
print(json.dumps(done).join("\\n\\n"))
"""


class Family:
    """A person's connection to the app, used by whoever comes along."""

    def __init__(self, hub: HubServer, app: App, person: Person, oracle: Oracle) -> None:
        self.hub, self.app, self.person, self.oracle = hub, app, person, oracle
        self.pairs: list[Tokens] = []
        self.codes: list[str] = []

    def ask(self) -> requests.Response:
        response = ask(self.person.browser, self.hub.url, authorize_params(self.app))
        if response.status_code == 200:
            response = answer(self.person.browser, response)
        if response.headers.get("Location", "").startswith(self.app.redirect_uri):
            self.codes.append(answer_of(response).get("code", "none"))
        return response

    def redeem(self) -> requests.Response:
        """Mostly the newest code, now and then one that was used before."""
        return self.kept(redeem(self.hub.url, self.app, newest(self.codes)))

    def refresh(self) -> requests.Response:
        return self.kept(refresh(self.hub.url, self.app, newest(self.tokens("refresh_token"))))

    def revoke(self) -> requests.Response:
        return revoke(self.hub.url, self.app, newest(self.tokens("refresh_token")))

    def use(self) -> requests.Response:
        return get(self.hub.url, ME, newest(self.tokens("access_token")))

    def remove(self) -> requests.Response:
        """The person takes the app off the list."""
        return send(self.person.browser, f"{self.hub.url}/account/apps/{self.app.client_id}/remove")

    def tokens(self, kind: str) -> list[str]:
        return [str(dict(pair)[kind]) for pair in self.pairs]

    def kept(self, response: requests.Response) -> requests.Response:
        if self.oracle.saw(response).status_code == 200:
            self.pairs.append(response.json())
        return response


class Office:
    """Somebody at the admin pages, who edits the app and turns it off and on."""

    def __init__(self, hub: HubServer, app: App, person: Person) -> None:
        ((profile,),) = rows(hub, PROFILE, app.client_id)
        self.page, self.app, self.person = f"{hub.url}{ADMIN}/{profile}", app, person

    def edit(self) -> requests.Response:
        scopes, name = list(self.app.scopes), f"Crowded app {random.randrange(9)} times renamed"
        return send(self.person.browser, f"{self.page}/change/", "name", name=name, allowed_scopes=scopes, **self.urls)

    def turn_off_and_on(self) -> requests.Response:
        off = send(self.person.browser, f"{self.page}/turn-off/", "reason")
        on = send(self.person.browser, f"{self.page}/turn-on/")
        return off if off.status_code >= 400 else on

    @property
    def urls(self) -> dict[str, str]:
        return {"redirect_uris": self.app.redirect_uri}


def newest(values: list[str]) -> str:
    known = values[-3:] or ["nothing yet"]
    return known[-1] if random.random() < 0.8 else random.choice(known)


def send(
    browser: requests.Session, address: str, field: str = "csrfmiddlewaretoken", **values: Any
) -> requests.Response:
    """Open a page and send the form that has this field, where there is one."""
    page = browser.get(address, timeout=TIMEOUT, allow_redirects=False)
    if page.status_code != 200:
        return page
    sent = {**form_with(page.text, field).fields, **values}
    cookies = browser.cookies.get_dict()
    return requests.post(address, sent, cookies=cookies, timeout=TIMEOUT, allow_redirects=False)


@pytest.fixture
def busy_hub(cluster: Cluster) -> Iterator[HubServer]:
    with HubServer(cluster.create_database("busy"), workers=WORKERS, preload=True, throttles=False) as hub:
        yield hub


@pytest.mark.yardstick("R19")
def test_everything_at_once_on_the_same_families(busy_hub: HubServer, cluster: Cluster) -> None:
    hub, oracle = busy_hub, Oracle(busy_hub, cleaned=True)
    app = crowd.shared_app(hub)
    families = [Family(hub, app, person, oracle) for person in crowd.people(hub, FAMILIES)]
    for family in families:  # with a client in use from the start: nobody may be able to delete it
        family.pairs.append(connect(family.person.browser, hub.url, app))
    (chief,) = crowd.make_people(hub, 1, is_staff=True, is_superuser=True)
    statuses = run(families, Office(hub, app, chief), until=monotonic() + SECONDS)
    assert {status: count for status, count in statuses.items() if status >= 500} == {}
    assert rows(hub, DEADLOCKS) == [(0,)]
    assert cluster.server is not None
    assert "deadlock detected" not in cluster.server.tail(size=10**9)
    assert oracle.violations() == []
    assert_everything_happened(hub)
    record("R19", f"{SECONDS} s: {sum(statuses.values())} answers {dict(statuses)}, 0 x 5xx, 0 deadlocks")


def run(families: list[Family], office: Office, *, until: float) -> Counter[int]:
    """All of it until then; how often which status came."""
    acts = [*[lambda: any_act(hot(families))] * CLIENTS, lambda: any_page(office)]
    with ThreadPoolExecutor(CLIENTS + 2) as threads:
        beside = threads.submit(work_beside, families, until)
        loops = [threads.submit(repeat, act, until) for act in acts]
        statuses = sum((loop.result() for loop in loops), Counter[int]())
        assert beside.result().keys() == {"deactivated", "not deleted", "cleaned"}
    return statuses


def hot(families: list[Family]) -> Family:
    """Mostly the family whose turn it is, so that requests meet in the few milliseconds in which they can collide."""
    turn = int(monotonic() / TURN) % len(families)
    return families[turn] if random.random() < 0.9 else random.choice(families)


def any_act(family: Family) -> requests.Response:
    acts = (family.ask, family.redeem, family.refresh, family.use, family.revoke, family.remove)
    return random.choices(acts, weights=(6, 6, 8, 2, 2, 3))[0]()


def any_page(office: Office) -> requests.Response:
    return random.choice((office.edit, office.turn_off_and_on))()


def repeat(act: Callable[[], requests.Response], until: float) -> Counter[int]:
    statuses: Counter[int] = Counter()
    while monotonic() < until:
        statuses[act().status_code] += 1
    return statuses


def work_beside(families: list[Family], until: float) -> Counter[str]:
    """How often each was done; none at all would be a hunt without them."""
    done: Counter[str] = Counter()
    hub, app = families[0].hub, families[0].app
    people = [family.person.pk for family in families]
    while (left := until - monotonic()) > 0:
        rows(hub, LONG_AGO)
        told = hub.python(OFFICE.format(client_id=app.client_id, people=people, seconds=min(SLICE, left / 3)))
        done.update(json.loads(told.strip().splitlines()[-1]))
    return done


def assert_everything_happened(hub: HubServer) -> None:
    """Or the hunt was not one."""
    seen = dict(rows(hub, ACTS))
    expected = ("consent.granted", "token.issued", "token.refreshed", "token.revoked", "token.replay_detected")
    assert seen.keys() >= {*expected, "consent.revoked", "client.changed", "client.disabled", "client.enabled"}
