"""E018: a deployment can't be told to die."""

from __future__ import annotations

import os
from typing import Any

from django.core.checks import CheckMessage, Error, register


@register(deploy=True)
def fail_points_are_not_armed(**kwargs: Any) -> list[CheckMessage]:
    if "HUB_FAIL_POINT" not in os.environ:
        return []
    hint = "Remove HUB_FAIL_POINT from the environment: it is for tests that kill their own server."
    return [Error("Fail-points are armed: a file can end this process.", hint=hint, id="hub_oauth.E018")]
