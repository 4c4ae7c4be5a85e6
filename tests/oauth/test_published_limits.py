"""The numbers that the Hub promises are the ones in force, and ``check --deploy`` prints them."""

from __future__ import annotations

from typing import Final

import pytest
from django.core.checks import run_checks

from hub_oauth.conf import DAY, DEFAULTS, HOUR, THROTTLES, conf

# DESIGN, sections 2 to 5, and the table of attacks.
PROMISED: Final = {
    "CODE_LIFETIME": 60,
    "ACCESS_TOKEN_LIFETIME": HOUR,
    "REFRESH_IDLE_LIFETIME": 30 * DAY,
    "REFRESH_ABSOLUTE_LIFETIME": 180 * DAY,
    "RETRY_WINDOW": 10,
    "RETRY_UNUSED_LIFETIME": DAY,
    "CONSENT_FORM_LIFETIME": 600,
    "GRANTS_PER_USER_AND_CLIENT": 20,
    "CODES_PER_USER_AND_CLIENT": 10,
    "BODY_LIMIT": 65536,
}
FIXED: Final = ("wrong verifiers a code=5", "live secrets an app=2", "bytes of state=2048")
RATES: Final = {"token.user": "60/m", "credentials.client": "10/m"}


def published() -> str:
    (message,) = [found for found in run_checks(include_deployment_checks=True) if found.id == "hub_oauth.I001"]
    return message.msg


@pytest.mark.parametrize(("name", "number"), PROMISED.items())
def test_a_number_is_in_force_and_printed(name: str, number: int) -> None:
    assert conf[name] == number
    assert f"{name}={number}" in published()


@pytest.mark.parametrize(("name", "rate"), RATES.items())
def test_a_rate_is_in_force_and_printed(name: str, rate: str) -> None:
    assert conf.throttles[name] == rate
    assert f"{name}={rate}" in published()


@pytest.mark.parametrize("limit", FIXED)
def test_what_no_setting_changes_is_printed(limit: str) -> None:
    assert limit in published()


def test_no_limit_is_left_out() -> None:
    told = published()
    assert [name for name, value in DEFAULTS.items() if type(value) is int and f"{name}=" not in told] == []
    assert [name for name in THROTTLES if f"{name}=" not in told] == []
