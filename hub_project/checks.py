"""hub_project.W001: what the ready-made site is for, and what it is not (``check --deploy``)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register


@register(deploy=True)
def playground_is_off(**kwargs: Any) -> list[CheckMessage]:
    if not settings.HUB_PLAYGROUND:  # type: ignore[misc]  # of this site's settings
        return []
    hint = "Set HUB_PLAYGROUND=off, or silence this where developers shall try the flow on this very site."
    return [Warning("The playground is on: it shows people codes and tokens.", hint=hint, id="hub_project.W001")]
