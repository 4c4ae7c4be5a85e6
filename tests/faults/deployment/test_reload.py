"""R18: the Hub gets new code while it serves, and nobody notices."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import pytest

from tests.faults.deployment.load import Load
from tests.faults.oracle import Oracle
from tests.faults.sizes import record, size
from tests.support.deployment import WORKERS, Deployment

TIMES = size(1, 10)


def reload(hub: Deployment) -> None:
    """``systemctl reload``; it is over when every worker is another one."""
    before, end = workers(hub), monotonic() + 60
    os.kill(hub.server.pid, signal.SIGHUP)
    while len(workers(hub)) != WORKERS or workers(hub) & before:
        assert monotonic() < end, "the old workers do not end"
        sleep(0.05)


def restart(hub: Deployment) -> None:
    """``systemctl restart``: SIGTERM, the end of everything that had begun, a start on the same socket."""
    hub.server.stop()
    hub.server.start()


def workers(hub: Deployment) -> set[str]:
    pid = hub.server.pid
    return set(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


@pytest.mark.yardstick("R18")
@pytest.mark.parametrize("act", [reload, restart])
def test_no_answer_is_lost(deployed: Deployment, act: Callable[[Deployment], None]) -> None:
    oracle = Oracle(deployed)
    with Load(deployed, oracle) as load:
        load.goes_on()
        for _ in range(TIMES):
            act(deployed)
            load.goes_on()
    record("R18", f"{act.__name__} {TIMES} x under load: {3 * sum(load.answered)} answers, {len(load.lost)} lost")
    assert load.lost == []
    assert oracle.violations() == []
