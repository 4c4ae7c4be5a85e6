"""What an authorization request that somebody sent us would be answered, check by check: the endpoint's own checks.

Nothing is written, and nobody is asked: the request is read as the endpoint reads it, and goes no further.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from hub_oauth.authorization_checks import CHECKS, Check
from hub_oauth.authorization_requests import client_of, parse
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol import redirect_uris as uris
from hub_oauth.protocol.parameters import Parameters
from hub_oauth.references import ALPHABET

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

LIMIT: Final = 16_384  # characters; servers take addresses of half that
REFERENCE: Final = re.compile(f"(?<![A-Z0-9])[{ALPHABET}]{{12}}(?![A-Z0-9])")
AROUND: Final = "<>\"'` \r\n\t"  # what mails and chats put around an address
LINE_BREAKS: Final = re.compile(r"[\r\n\t]+")  # where a mail wrapped the address

Outcome = Literal["passed", "failed", "not_reached"]


@dataclass(frozen=True, slots=True)
class Finding:
    """How one check ended. refusal: why it failed."""

    label: _StrPromise
    outcome: Outcome
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """A redirect URI that is not registered, beside the registered one that is nearest, if the app has any."""

    received: str
    nearest: str | None
    difference: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The app that is named, if there is one; each check in order; the redirect URI where it differs."""

    parameters: Parameters
    client: Application | None
    findings: tuple[Finding, ...]
    comparison: Comparison | None

    @property
    def first_failure(self) -> Finding | None:
        """The only one that the app or the person hears of: the endpoint stops there."""
        return next((one for one in self.findings if one.outcome == "failed"), None)


def reference_in(text: str) -> str | None:
    """The reference code that this is, however it was typed, or that a line copied from the page holds; else None."""
    codes = [] if "=" in text else REFERENCE.findall(text.strip().upper())
    return codes[0] if len(codes) == 1 else None


def split(text: str) -> tuple[str, bytes] | None:
    """Address and query of a pasted authorization request, or of its query alone; None where it is neither."""
    address, mark, query = LINE_BREAKS.sub("", text.strip(AROUND)).partition("#")[0].partition("?")
    if not mark:
        address, query = "", address
    return (address, query.encode(errors="replace")) if "=" in query and len(text) <= LIMIT else None


def examine(query: bytes) -> Diagnosis:
    """Run every check; a failure stops none but those that would ask an app that is not there. One query."""
    parameters = parse(query)
    client = client_of(parameters)
    findings = tuple(found(check, parameters, client, number) for number, check in enumerate(CHECKS))
    return Diagnosis(parameters, client, findings, comparison_of(parameters, client))


def found(check: Check, parameters: Parameters, client: Application | None, number: int) -> Finding:
    if client is None and number:  # the first check is whether there is one
        return Finding(check.label, "not_reached")
    try:
        check.holds(parameters, client)
    except Refusal as refusal:
        return Finding(check.label, "failed", refusal)
    return Finding(check.label, "passed")


def comparison_of(parameters: Parameters, client: Application | None) -> Comparison | None:
    try:
        requested = parameters.get("redirect_uri")
    except Refusal:
        return None
    if client is None or not requested or requested in (registered := client.redirect_uris.split()):
        return None
    return Comparison(requested, uris.nearest(registered, requested), uris.difference(registered, requested))
