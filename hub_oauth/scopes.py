"""The registry of scopes: what an app may ask for, in the words that people read.

Any installed app registers its own in a module named ``scopes``, found at start-up as the admin finds ``admin``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Text = str | _StrPromise

Group = Literal["see", "change", "manage"]


@dataclass(frozen=True, slots=True)
class Scope:
    """One permission.

    name: as in the protocol (RFC 6749 §3.3); label: bold on the consent page; description: one plain sentence;
    group: where the page lists it; sensitive: boxed there; identity: says who the person is and nothing more, so that
    asking for it alone is signing in; requires_recent_login: given only to whoever signed in a short while ago.
    """

    name: str
    label: Text
    description: Text
    group: Group
    sensitive: bool = False
    identity: bool = False
    requires_recent_login: bool = False


_registry: Final[dict[str, Scope]] = {}


def register(*scopes: Scope) -> None:
    """Make scopes known. Raises ImproperlyConfigured where a name is taken by another definition."""
    for scope in scopes:
        if _registry.setdefault(scope.name, scope) != scope:
            raise ImproperlyConfigured(f"The scope {scope.name} is registered twice with different words.")


def find(name: str) -> Scope | None:
    return _registry.get(name)


def everything() -> tuple[Scope, ...]:
    """All scopes in the order of their registration."""
    return tuple(_registry.values())


def in_order(names: Iterable[str]) -> tuple[Scope, ...]:
    """The registered scopes among names, in the order of their registration."""
    wanted = set(names)
    return tuple(scope for scope in _registry.values() if scope.name in wanted)
