"""What tokens should be good for, by DESIGN §4 and §5 alone: this package imports nothing of the code under test.

Time is a number of seconds since the start. Parties and rows are plain objects; ``World`` has one verb for each thing
that can happen, which says how the Hub must answer and which acts it must have kept in its audit log.
"""

from __future__ import annotations

from tests.fuzz.model.grants import Grant, Pair
from tests.fuzz.model.parties import Client, Consent, Person
from tests.fuzz.model.verdicts import Event, Verdict
from tests.fuzz.model.world import World

__all__ = ["Client", "Consent", "Event", "Grant", "Pair", "Person", "Verdict", "World"]
