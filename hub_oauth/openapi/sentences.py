"""The sentences of refusals, as descriptions and examples have them."""

from __future__ import annotations

from string import Formatter
from typing import Final

# Of the values that a sentence may have, those that its example has.
VALUES: Final = {
    "allowed": "POST, OPTIONS",
    "known": "role",
    "limit": "65536",
    "name": "code",
    "names": "rule",
    "rule": "one of owner, admin, member",
    "seconds": "60",
}


def named(written: str) -> str:
    """With the names of its values, as ``{name}``: viewers take ``<name>`` for HTML."""
    return written.format(**{name: f"{{{name}}}" for _, name, _, _ in Formatter().parse(written) if name})


def filled(written: str, **values: str) -> str:
    """With values, as an answer has it; KeyError for one that nobody knows."""
    return written.format_map(VALUES | values)
