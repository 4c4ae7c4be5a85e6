"""R8: the machine with PostgreSQL goes, and its synchronous replica takes over."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Final

import pytest

from tests.faults import crowd
from tests.faults.oracle import Oracle
from tests.faults.sizes import record
from tests.faults.traffic import Traffic, good, listed, refused
from tests.support import ports
from tests.support.answers import ME
from tests.support.app import Tokens
from tests.support.database import WORKERS
from tests.support.http_flow import connect, get, revoke
from tests.support.postgres import Cluster, Replica
from tests.support.server import HubServer

pytestmark = pytest.mark.postgres

REVOKED: Final = 1000
SPARE: Final = 500  # more than are revoked while the test notices that there are enough
BACK_IN: Final = 3  # seconds
# Copies of a person's one grant with tokens of their own; the audit log says of each what it says of that one.
PAIRS: Final = """
import json, secrets, uuid
from hub_oauth import grants
from hub_oauth.models import AuditEvent, Grant
from hub_oauth.token_pairs import new_pair

def copy(row, **over):
    names = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
    return type(row)(**{{name: getattr(row, name) for name in names}} | over)

def fresh(columns):
    return columns | {{"request_id": uuid.uuid4(), "code_digest": secrets.token_bytes(32)}}

like = Grant.objects.get(user_id={pk})
pairs = [new_pair(like, grants.standing_of(like), like.scope_names, handle=None) for _ in range({count})]
made = Grant.objects.bulk_create([copy(like, **fresh(one.columns)) for one in pairs])
for event in AuditEvent.objects.filter(user_id={pk}, event__in=["consent.granted", "token.issued"]):
    AuditEvent.objects.bulk_create([copy(event, details=event.details | {{"grant": grant.pk}}) for grant in made])
print(json.dumps([one.pair.to_dict() for one in pairs]))
"""


@dataclass(frozen=True)
class Two:
    """Two clusters, and a Hub that knows both."""

    primary: Cluster
    replica: Replica
    hub: HubServer


@pytest.fixture(scope="module")
def two() -> Iterator[Two]:
    with ExitStack() as running:
        primary = running.enter_context(Cluster(synchronous_commit="on"))
        primary.create_database("hub")
        replica = running.enter_context(Replica(primary, synchronous_commit="on"))
        replica.must_have_every_commit()
        hosts = ",".join(f"{ports.LOOPBACK}:{one.running.port}" for one in (primary, replica))
        url = f"postgres://postgres@{hosts}/hub?target_session_attrs=read-write"
        hub = HubServer(url, workers=WORKERS, preload=True, debug=False, throttles=False)
        yield Two(primary, replica, running.enter_context(hub))


@pytest.mark.yardstick("R8")
def test_nothing_answered_is_lost_and_nothing_revoked_revives(two: Two) -> None:
    hub, oracle = two.hub, Oracle(two.hub)
    revokers = Revokers(hub)
    with Traffic(hub, oracle) as traffic:
        traffic.wait_for(good, since=monotonic())
        with ThreadPoolExecutor(WORKERS) as threads:
            revoking = [threads.submit(revokers.revoke_on) for _ in range(WORKERS)]
            revokers.wait_for(REVOKED)
            two.primary.kill()
            died = monotonic()
        traffic.wait_for(refused, since=died)
        two.replica.promote()
        promoted = monotonic()
        back = traffic.wait_for(good, since=promoted)
    for one in revoking:
        one.result()
    unlike = [one for one in traffic.answers if not (one.is_good or one.is_orderly)]
    assert not unlike, listed(unlike)
    assert oracle.violations() == []
    record(
        "R8",
        f"{len(oracle.pairs)} pairs answered, none lost; 0 of {len(revokers.revoked)} revoked tokens revived; "
        f"back {back:.2f} s after the replica was promoted",
    )
    assert revokers.open_the_api() == 0
    assert revokers.status(revokers.pairs[-1]) == 200
    assert back < BACK_IN


class Revokers:
    """An app that has many tokens of a person, and takes back one after the other until it is told that it can't."""

    def __init__(self, hub: HubServer) -> None:
        self.hub, self.app = hub, crowd.shared_app(hub)
        person = crowd.people(hub, 1)[0]
        connect(person.browser, hub.url, self.app)
        self.pairs: list[Tokens] = json.loads(hub.python(PAIRS.format(pk=person.pk, count=REVOKED + SPARE)))
        self.waiting = iter(self.pairs)
        self.revoked: list[Tokens] = []

    def revoke_on(self) -> None:
        for pair in self.waiting:
            answer = revoke(self.hub.url, self.app, pair["refresh_token"])
            if answer.status_code != 200:
                assert answer.status_code == 503, answer.text
                return
            self.revoked.append(pair)

    def wait_for(self, many: int, seconds: float = 60) -> None:
        end = monotonic() + seconds
        while len(self.revoked) < many:
            assert monotonic() < end, f"only {len(self.revoked)} were revoked"
            sleep(0.01)

    def open_the_api(self) -> int:
        """How many of the revoked do."""
        with ThreadPoolExecutor(WORKERS) as threads:
            statuses = list(threads.map(self.status, self.revoked))
        assert set(statuses) <= {200, 401}
        return statuses.count(200)

    def status(self, pair: Tokens) -> int:
        """What the API says to it."""
        return get(self.hub.url, ME, pair["access_token"]).status_code
