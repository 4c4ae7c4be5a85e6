"""The Hub for a WSGI server, without what its settings name: WITHOUT_MIDDLEWARE by path, WITHOUT_PARTS of PARTS.

The product has no switch for these. Limits are counted at the shipped rates, and none is met.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import django

django.setup(set_prefix=False)

from django.conf import settings  # noqa: E402

from hub_oauth import audit, cors, throttles  # noqa: E402
from hub_oauth.compiled_queries import CompiledChange  # noqa: E402

count = throttles.admits


def admits(name: str, *counted: object) -> bool:
    """The load comes from one address and few people, so that every limit would be met."""
    count(name, *counted)
    return True


def nothing(*arguments: object, **more: object) -> dict[str, Any]:
    return {}


def without_audit() -> None:
    """Neither is the row put together, nor does a statement carry it."""
    audit.columns_of = audit.record = audit.EVENT.execute = nothing
    CompiledChange.execute = only_update


def only_update(self: CompiledChange, changes: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    self.update.execute(**changes)


def without_cors() -> None:
    cors.is_preflight = cors.share = nothing


PARTS: Final[Mapping[str, Callable[[], None]]] = {"audit": without_audit, "cors": without_cors}

throttles.admits = admits
for part in settings.WITHOUT_PARTS:
    PARTS[part]()
# Here, for allauth does not start without its own.
settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if path not in settings.WITHOUT_MIDDLEWARE]

from hub_project.wsgi import application  # noqa: E402

__all__ = ["application"]
