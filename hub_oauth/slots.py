"""What other apps ask on the consent page and keep beside a consent.

An app registers a slot from its AppConfig.ready(). When the page is drawn, the slot says what to ask; what it offered
is signed into the form, and only that comes back. When the person allows, it is told inside the consent transaction, so
what it keeps stands or falls with the consent.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from hub_oauth.audit import Act
from hub_oauth.dot.applications import Application
from hub_oauth.models import Consent
from hub_oauth.people import Person

# Name of a field of the form -> the values that came back.
Chosen = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Choice:
    """A field of the form. values: those on offer; many: any number of them may be chosen, else exactly one."""

    values: Collection[str]
    many: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {"values": self.values, "many": self.many}


@dataclass(frozen=True, slots=True)
class Part:
    """What a slot draws. context: for the template, as ``part``; fields: the names its inputs have."""

    template: str
    context: Mapping[str, Any]
    fields: Mapping[str, Choice] = field(default_factory=dict)


class Slot(Protocol):
    """One app's share of a consent."""

    def offer(self, user: Person, client: Application, scopes: Collection[str], consent: Consent | None) -> Part | None:
        """What to ask this person, or None; one query at most. consent: the one that stands already."""

    def keep(self, consent: Consent, scopes: Collection[str], chosen: Chosen) -> Mapping[str, Any]:
        """The person has just allowed these scopes; gives what the audit log shall say of the choice.

        chosen: of every field that was offered. An exception undoes the consent.
        """

    def change(self, consent: Consent, chosen: Chosen, *, act: Act) -> None:
        """The person, or an administrator, changed the choice later; a transaction of its own, with its own audit."""


_slots: Final[list[Slot]] = []


def register(slot: Slot) -> None:
    """Once a kind: Django runs ready() again where a test changes INSTALLED_APPS."""
    if type(slot) not in map(type, _slots):
        _slots.append(slot)


def offers(user: Person, client: Application, scopes: Collection[str], consent: Consent | None) -> list[Part]:
    return [part for slot in _slots if (part := slot.offer(user, client, scopes, consent))]


def change(consent: Consent, chosen: Chosen, *, act: Act) -> None:
    for slot in _slots:
        slot.change(consent, chosen, act=act)


def keep(consent: Consent, scopes: Collection[str], chosen: Chosen) -> dict[str, Any]:
    kept: dict[str, Any] = {}
    for slot in _slots:
        kept |= slot.keep(consent, scopes, chosen)
    return kept
