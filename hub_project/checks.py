"""hub_project.W001, W002: what the ready-made site is for, and what it is not (``check --deploy``)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

LONG: Final = 10  # seconds


@register(deploy=True)
def playground_is_off(**kwargs: Any) -> list[CheckMessage]:
    if not settings.HUB_PLAYGROUND:  # type: ignore[misc]  # of this site's settings
        return []
    hint = "Set HUB_PLAYGROUND=off, or silence this where developers shall try the flow on this very site."
    return [Warning("The playground is on: it shows people codes and tokens.", hint=hint, id="hub_project.W001")]


@register(deploy=True)
def workers_are_not_held_up(**kwargs: Any) -> list[CheckMessage]:
    if settings.HUB_DATABASE_TIMEOUT <= LONG:  # type: ignore[misc]  # of this site's settings
        return []
    hint = f"Set HUB_DATABASE_TIMEOUT to {LONG} or less; commands and the pages of the admin have longer anyway."
    return [Warning("Where PostgreSQL stands still, every worker does as long.", hint=hint, id="hub_project.W002")]
