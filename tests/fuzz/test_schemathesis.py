"""Schemathesis on the OpenAPI document, over the application in this process, with credentials that open doors."""

from __future__ import annotations

import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, Final

import pytest
import schemathesis
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, settings
from pytest_django.fixtures import Settings
from schemathesis import Case

from tests.fuzz import openapi_checks
from tests.fuzz.live import Live, connected_by, undone
from tests.support.server import ROOT

SOAK: Final = os.environ.get("HUB_SOAK") == "1"
# An endpoint without parameters has a handful of cases, however many are wanted.
CASES: Final = int(os.environ.get("HUB_FUZZ_CASES", "4000" if SOAK else "2000"))
# Six operations that share all of their code, each several statements long.
CASES_OF_TEAMS: Final = CASES // 12
TEAMS: Final = "^/api/teams/"
# Of a hundred answers so many are a success, or the cases stayed outside the door.
SUCCESSES: Final = 10


def described() -> schemathesis.BaseSchema:
    config = schemathesis.Config()
    # OPTIONS is a preflight, and the POST of the consent page a form: they are told about elsewhere.
    config.projects.default.phases.coverage.unexpected_methods = {"get", "put", "patch", "delete", "trace"}
    schema = schemathesis.openapi.from_path(ROOT / "docs" / "openapi.yaml", config=config)
    schema.app = WSGIHandler()
    return schema


schema = described()


@pytest.fixture
def live(db: None, alice: User, settings: Settings) -> Live:
    # A code lives for a minute, these cases take longer; limits would end them before they begin.
    settings.HUB_OAUTH = site.HUB_OAUTH | {"CODE_LIFETIME": 86400, "RESOURCES": {"/reports": ["teams:read"]}}
    return connected_by(alice)


@pytest.fixture
def statuses() -> Iterator[Counter[int]]:
    """Counts answers, without a line of log for each."""
    logging.disable(logging.CRITICAL)
    counted: Counter[int] = Counter()
    yield counted
    logging.disable(logging.NOTSET)
    succeeded = sum(count for status, count in counted.items() if status < 400)
    assert succeeded * 100 >= counted.total() * SUCCESSES, counted


def cases(number: int) -> Callable[[Any], Any]:
    every = list(HealthCheck)
    return settings(
        max_examples=number, deadline=None, database=None, derandomize=not SOAK, suppress_health_check=every
    )


@schema.exclude(path_regex=TEAMS).parametrize()
@cases(CASES)
def test_every_answer_is_as_described(case: Case[Any], live: Live, statuses: Counter[int]) -> None:
    as_described(case, live, statuses)


@schema.include(path_regex=TEAMS).parametrize()
@cases(CASES_OF_TEAMS)
def test_every_answer_about_a_team_is_as_described(case: Case[Any], live: Live, statuses: Counter[int]) -> None:
    as_described(case, live, statuses)


def as_described(case: Case[Any], live: Live, statuses: Counter[int]) -> None:
    cache.clear()
    live.season(case)
    before = openapi_checks.issued()
    with undone():
        response = case.call()
        statuses[response.status_code] += 1
        openapi_checks.check(case, response, before)
