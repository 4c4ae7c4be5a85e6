"""What other apps keep beside a consent.

An app registers a slot from its AppConfig.ready(); it is asked inside the consent transaction, so what it keeps
stands or falls with the consent.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Protocol

from hub_oauth.models import Consent


class Slot(Protocol):
    """One app's share of a consent."""

    def keep(self, consent: Consent, scopes: Collection[str]) -> None:
        """The person has just allowed these scopes; one statement at most. An exception undoes the consent."""


_slots: Final[list[Slot]] = []


def register(slot: Slot) -> None:
    """Once a kind: Django runs ready() again where a test changes INSTALLED_APPS."""
    if type(slot) not in map(type, _slots):
        _slots.append(slot)


def keep(consent: Consent, scopes: Collection[str]) -> None:
    for slot in _slots:
        slot.keep(consent, scopes)
