"""The Hub for a WSGI server, without what its settings name: WITHOUT_MIDDLEWARE by path, WITHOUT_PARTS of PARTS.

The product has no switch for these. Limits are counted at the shipped rates, and nobody is refused for them: the load
comes from one address and few people, so that every limit would be met, and a worker that knows of a met limit counts
no more. Here it forgets that, for in life the next try is another person's.
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
    """Counted as in life."""
    count(name, *counted)
    return True


def nothing(*arguments: object, **more: object) -> dict[str, Any]:
    return {}


def switch_off(owner: object, *names: str) -> None:
    for name in names:
        setattr(owner, name, nothing)


def without_audit() -> None:
    """Neither is the row put together, nor does a statement carry it."""
    switch_off(audit, "columns_of", "record")
    switch_off(audit.EVENT, "execute")
    CompiledChange.execute = only_write  # type: ignore[method-assign]


def only_write(self: CompiledChange, values: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    self.write.execute(**values)


def without_cors() -> None:
    switch_off(cors, "is_preflight", "share")


PARTS: Final[Mapping[str, Callable[[], None]]] = {"audit": without_audit, "cors": without_cors}

throttles.admits = admits
switch_off(throttles.met, "keep")
for part in settings.WITHOUT_PARTS:  # type: ignore[misc]  # of this site's settings
    PARTS[part]()
# Here, for allauth does not start without its own.
without: list[str] = settings.WITHOUT_MIDDLEWARE  # type: ignore[misc]
settings.MIDDLEWARE = [path for path in settings.MIDDLEWARE if path not in without]

from hub_project.wsgi import application  # noqa: E402

__all__ = ["application"]
