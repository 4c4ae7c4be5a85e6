"""What ends an access ends it on every worker, with the answer that says so: nothing is remembered anywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic
from typing import Final

import pytest

from tests.faults import crowd
from tests.faults.crowd import Person
from tests.support import http_flow
from tests.support.answers import ME
from tests.support.app import App, Tokens
from tests.support.database import WORKERS, rows
from tests.support.html import form_with
from tests.support.postgres import Cluster
from tests.support.race import parallel
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

THREADS: Final = 8
SECONDS: Final = 2
# Which worker answered what: gunicorn's own record, so nothing is added to the server.
RECORD: Final = "--access-logfile {file} --access-logformat '%(p)s %(s)s %(U)s'"

End = Callable[[HubServer, Person, App, Tokens], None]


class Workers:
    """What each worker of a server answered, as it wrote down itself."""

    def __init__(self, cluster: Cluster, file: Path) -> None:
        self.file, url = file, cluster.create_database("effective")
        self.hub = HubServer(
            url, workers=WORKERS, preload=True, throttles=False, GUNICORN_CMD_ARGS=RECORD.format(file=file)
        )

    def since(self, start: int, path: str, status: int) -> set[str]:
        """The workers that answered so since the file was that long."""
        with self.file.open() as record:
            record.seek(start)
            lines = [line.split() for line in record]
        return {line[0] for line in lines if line[1:] == [str(status), path]}

    def all_answer(self, status: int, start: int) -> bool:
        return len(self.since(start, ME, status)) == WORKERS


@pytest.fixture(scope="module")
def workers(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    workers = Workers(cluster, tmp_path_factory.mktemp("effective") / "record")
    with workers.hub:
        yield workers


def revoke(hub: HubServer, person: Person, app: App, tokens: Tokens) -> None:
    assert http_flow.revoke(hub.url, app, tokens["refresh_token"]).status_code == 200


def deactivate(hub: HubServer, person: Person, app: App, tokens: Tokens) -> None:
    rows(hub, "UPDATE auth_user SET is_active = false WHERE id = %s", person.pk)


def disable(hub: HubServer, person: Person, app: App, tokens: Tokens) -> None:
    hub.python(
        "from hub_oauth import clients\nfrom hub_oauth.audit import SYSTEM\n"
        f"clients.disable(clients.find({app.client_id!r}), act=SYSTEM)"
    )


def withdraw(hub: HubServer, person: Person, app: App, tokens: Tokens) -> None:
    address = f"{hub.url}/account/apps/{app.client_id}/remove"
    form = form_with(person.browser.get(address).text, "csrfmiddlewaretoken")
    assert person.browser.post(address, form.fields, allow_redirects=False).status_code == 302


def answers(hub: HubServer, app: App, tokens: Tokens, go_on: Callable[[], bool]) -> Counter[int]:
    """Status -> how often, of the API and the token endpoint; each request on a connection of its own."""

    def ask_again_and_again(number: int) -> Counter[int]:
        counted: Counter[int] = Counter()
        while go_on():
            counted[http_flow.get(hub.url, ME, tokens["access_token"]).status_code] += 1
            counted[http_flow.refresh(hub.url, app, tokens["refresh_token"]).status_code] += 1
        return counted

    return sum(parallel(THREADS, ask_again_and_again), Counter())


def use_on_every_worker(workers: Workers, tokens: Tokens) -> None:
    """So that each would have something to remember."""
    start, end = workers.file.stat().st_size, monotonic() + 30
    while not workers.all_answer(200, start):
        assert monotonic() < end, "a worker gets no request"
        parallel(THREADS, lambda _: http_flow.get(workers.hub.url, ME, tokens["access_token"]))


@pytest.mark.yardstick("P1")
@pytest.mark.parametrize("act", [revoke, deactivate, disable, withdraw], ids=lambda act: act.__name__)
def test_nothing_is_accepted_on_any_worker(workers: Workers, act: End) -> None:
    hub = workers.hub
    (person,), (app,) = crowd.people(hub, 1), crowd.apps(hub, 1)
    tokens = http_flow.connect(person.browser, hub.url, app)
    use_on_every_worker(workers, tokens)
    act(hub, person, app, tokens)
    start, least, most = workers.file.stat().st_size, monotonic() + SECONDS, monotonic() + 30
    counted = answers(
        hub, app, tokens, lambda: monotonic() < least or (not workers.all_answer(401, start) and monotonic() < most)
    )
    assert workers.all_answer(401, start)
    assert set(counted) <= {400, 401}, counted
