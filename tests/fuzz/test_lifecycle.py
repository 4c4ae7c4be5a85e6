"""The token lifecycle on PostgreSQL against the model of it in tests.fuzz.model."""

from __future__ import annotations

import logging
import os
import secrets
from collections.abc import Iterator
from typing import Final

import pytest
from django.conf import LazySettings
from django.db import connection
from hypothesis import HealthCheck, seed
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from tests.fuzz import clock
from tests.fuzz.figures import is_soak, progress, size

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLES: Final = size(300, 1500)
STEPS: Final = 50
# CI goes the same way each time, so that a failure comes again; the soak goes another way, and says which.
SEED: Final = os.environ.get("HUB_FUZZ_SEED", "1") + (f"-{secrets.token_hex(4)}" if is_soak() else "")


@pytest.fixture
def quiet() -> Iterator[None]:
    """Thousands of refusals are no news."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def small_caps(settings: LazySettings) -> None:
    """Caps that fifty steps can reach, and no throttles: a step has no minute to wait for."""
    from hub_oauth.conf import THROTTLES
    from tests.fuzz.model import consents

    settings.HUB_OAUTH = {
        **settings.HUB_OAUTH,
        "THROTTLES": dict.fromkeys(THROTTLES),
        "CODES_PER_USER_AND_CLIENT": consents.CODES_AT_ONCE,
        "GRANTS_PER_USER_AND_CLIENT": consents.GRANTS_AT_ONCE,
    }


def test_tokens_are_good_for_what_they_should_be(quiet: None, small_caps: None) -> None:
    from tests.fuzz.machine import Lifecycle

    if connection.vendor != "postgresql":
        pytest.skip("runs on PostgreSQL: make fuzz")
    how = hypothesis_settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        print_blob=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    with clock.held(), progress(f"lifecycle, seed {SEED},") as figures:
        machine = seed(SEED)(Lifecycle)
        machine.figures = figures
        run_state_machine_as_test(machine, settings=how)
