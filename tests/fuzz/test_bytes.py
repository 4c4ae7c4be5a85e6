"""Bytes that no client sends, over sockets to real processes: refused with 4xx, and nobody else notices."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from typing import Final

import pytest

from tests.fuzz import bad_bytes
from tests.fuzz.figures import Figures, progress, size
from tests.fuzz.valid_requests import valid_requests
from tests.fuzz.wire import Request, exchange
from tests.support.postgres import Cluster
from tests.support.server import HubServer

WORKERS: Final = 2
FLIPPED: Final = size(1000, 10_000)
# Every request before it is changed -> its status
VALID: Final = {
    "authorize, signed in": 200,
    "authorize, a stranger": 302,
    "consent form": 400,
    "redemption": 200,
    "redemption, secret in the body": 200,
    "refresh": 200,
    "revocation": 200,
    "introspection": 200,
    "me": 200,
    "me, token in the URL": 400,
    "teams": 200,
    "connected apps": 200,
    "removing an app": 403,
    "server metadata": 200,
    "resource metadata": 200,
    "preflight": 204,
}
# Of the server itself, to what is no HTTP/1.1 at all: 501 for a coding it does not know, 505 for another version.
NO_HTTP: Final = (0, 501, 505)


@pytest.fixture(scope="module")
def hub(cluster: Cluster) -> Iterator[HubServer]:
    with HubServer(cluster.create_database("bytes"), workers=WORKERS, throttles=False) as hub:
        yield hub


@pytest.fixture(scope="module")
def requests(hub: HubServer) -> dict[str, Request]:
    return valid_requests(hub, hub.create_app())


@pytest.fixture(scope="module")
def figures() -> Iterator[Figures]:
    with progress("bytes") as figures:
        yield figures


@pytest.fixture(autouse=True)
def innocent(hub: HubServer) -> Iterator[None]:
    """Whatever a test sent, somebody else is answered after it, by the same workers, and nothing went wrong inside."""
    yield
    log = (hub.folder / "log").read_text(errors="replace")
    assert log.count("Booting worker") == WORKERS, "a worker died"
    # Django keeps one of a Host that is none, and answers 400.
    assert not [line for line in log.splitlines() if "Traceback" in line and "DisallowedHost" not in line]
    # Each worker must have had its turn.
    assert {exchange(hub.server.port, METADATA.encode(hub.server.port)) for _ in range(4 * WORKERS)} == {200}


METADATA: Final = Request(b"GET", b"/.well-known/oauth-authorization-server")


def test_every_request_is_valid_before_it_is_changed(hub: HubServer, requests: dict[str, Request]) -> None:
    assert {name: exchange(hub.server.port, sent.encode(hub.server.port)) for name, sent in requests.items()} == VALID


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("name", VALID)
def test_no_value_is_a_failure_of_ours(
    name: str, hub: HubServer, requests: dict[str, Request], figures: Figures
) -> None:
    request, failures = requests[name], []
    for place in request.places():
        values = bad_bytes.VALUES | (bad_bytes.RAW_IN_FORMS if place[0] == "form" else {})
        for what, value in values.items():
            for added in (True, False):
                status = exchange(
                    hub.server.port, request.with_value(place, value, added=added).encode(hub.server.port)
                )
                figures.add(values=1)
                if not 200 <= status < 500:
                    failures.append((request.name_of(place), what, added, status))
    assert failures == []


@pytest.mark.yardstick("J7")
@pytest.mark.parametrize("name", ["authorize, signed in", "consent form", "refresh", "me", "server metadata"])
def test_no_framing_is_a_failure_of_ours(
    name: str, hub: HubServer, requests: dict[str, Request], figures: Figures
) -> None:
    framed = bad_bytes.framings(requests[name], hub.server.port)
    statuses = {what: exchange(hub.server.port, sent) for what, sent in framed.items()}
    figures.add(framings=len(statuses))
    assert {what: status for what, status in statuses.items() if status >= 500 and status not in NO_HTTP} == {}


@pytest.mark.yardstick("J7")
def test_no_flipped_byte_is_a_failure_of_ours(hub: HubServer, requests: dict[str, Request], figures: Figures) -> None:
    chance, statuses, failures = random.Random(7), Counter[int](), []
    for _ in range(FLIPPED):
        name = chance.choice(tuple(VALID))
        sent = flipped(requests[name].encode(hub.server.port), chance)
        status = exchange(hub.server.port, sent)
        statuses[status] += 1
        figures.add(flipped=1)
        if status >= 500 and status not in NO_HTTP:
            failures.append((status, sent))
    assert failures == []
    assert sum(count for status, count in statuses.items() if 200 <= status < 404) > FLIPPED // 10, statuses


def flipped(sent: bytes, chance: random.Random) -> bytes:
    """The same with a few bytes changed, doubled, put in or left out."""
    changed = bytearray(sent)
    for _ in range(chance.choice([1, 1, 1, 2, 4, 16])):
        place = chance.randrange(len(changed))
        match chance.randrange(4):
            case 0:
                changed[place] ^= 1 << chance.randrange(8)
            case 1:
                changed[place] = chance.randrange(256)
            case 2:
                changed.insert(place, chance.randrange(256))
            case _:
                del changed[place : place + chance.choice([1, 1, 8])]
    return bytes(changed)
