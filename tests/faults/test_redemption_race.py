"""R1: one code, fifty at once."""

from __future__ import annotations

from collections import Counter
from typing import LiteralString

import pytest
import requests

from tests.faults import crowd
from tests.faults.oracle import Oracle
from tests.faults.sizes import record, size
from tests.support.app import App
from tests.support.database import parallel_behind, rows
from tests.support.http_flow import code_for, redeem
from tests.support.server import HubServer

THREADS = 50
CODES = size(10, 200)
CODES_AN_APP = 10  # the limit on refused answers for one client is part of the shipped defaults
THE_GRANT: LiteralString = "SELECT id FROM hub_oauth_grant WHERE code_digest = sha256(convert_to(%s, 'UTF8'))"
HELD: LiteralString = THE_GRANT + " FOR UPDATE"
ENDED: LiteralString = "SELECT end_reason FROM hub_oauth_grant WHERE id = %s"
EVENTS: LiteralString = """
    SELECT event, reason FROM hub_oauth_auditevent WHERE details->>'grant' = %s AND event LIKE 'token.%%' ORDER BY id
"""


@pytest.mark.yardstick("C5")
@pytest.mark.yardstick("R1")
def test_fifty_redemptions_of_each_code(hub: HubServer, oracle: Oracle) -> None:
    apps = crowd.apps(hub, -(-CODES // CODES_AN_APP))
    statuses: Counter[str] = Counter()
    for number, browser in enumerate(crowd.browsers(hub, CODES)):
        statuses += race_for_code(hub, oracle, apps[number // CODES_AN_APP], browser)
    assert statuses == {"200": CODES, "invalid_grant": CODES * (THREADS - 1)}
    record("R1", f"{CODES} codes x {THREADS} threads: {dict(statuses)}, 0 x 5xx, every grant ended as replayed")


def race_for_code(hub: HubServer, oracle: Oracle, app: App, browser: requests.Session) -> Counter[str]:
    code = code_for(browser, hub.url, app)
    ((grant,),) = rows(hub, THE_GRANT, code)
    answers = parallel_behind(hub, HELD, code, count=THREADS, act=lambda _: oracle.saw(redeem(hub.url, app, code)))
    assert rows(hub, ENDED, grant) == [("replay",)]
    issued, (replayed, reason) = rows(hub, EVENTS, str(grant))
    assert (issued, replayed) == (("token.issued", ""), "token.replay_detected")
    assert reason.startswith("redeemed twice, ")
    assert reason.endswith(" ms apart")
    return Counter("200" if answer.status_code == 200 else answer.json()["error"] for answer in answers)
