"""Clients named by the address of a document about themselves (draft-ietf-oauth-client-id-metadata-document §3)."""

from __future__ import annotations

from typing import Final
from urllib.parse import SplitResult, urlsplit

from hub_oauth.protocol import hosts
from hub_oauth.protocol.registration import (
    NUMERIC_HOST,
    Rule,
    first_problem,
    host_as_browsers_write_it,
    illegible,
    no_dot_segments,
    no_fragment,
    no_user_information,
)

LIMIT: Final = 255  # characters: as long as the registry takes a client_id


def is_client_url(client_id: str | None) -> bool:
    """Whether it is meant as such an address; whether it may be one, ``refusal`` says."""
    return client_id is not None and client_id.startswith("https://")


def refusal(url: str) -> str | None:
    """What is wrong with the address, in words to follow it; None if it may name a client."""
    if len(url) > LIMIT:
        return f"is longer than {LIMIT} characters."
    return illegible(url) or first_problem(url, urlsplit(url), RULES)


def host_of(url: str) -> str:
    return urlsplit(url).hostname or ""


def origin_of(url: str) -> str:
    return f"https://{host_of(url)}"


def names_a_domain(url: str, split: SplitResult) -> str | None:
    """An address in numbers or a name of the local network is nobody's identity."""
    host = split.hostname or ""
    if "." not in host or NUMERIC_HOST.fullmatch(f"[{host}]" if ":" in host else host):
        return "must name a domain."
    return "mixes letters of several alphabets." if hosts.may_deceive(hosts.in_letters(host)) else None


def no_port(url: str, split: SplitResult) -> str | None:
    # Of all ports one: so nobody finds out through the Hub what listens where.
    return "must not name a port." if split.netloc != split.hostname else None


def names_a_path(url: str, split: SplitResult) -> str | None:
    return "must name a path." if split.path in ("", "/") else None


def no_query(url: str, split: SplitResult) -> str | None:
    return "must not have a query." if "?" in url else None


RULES: Final[tuple[Rule, ...]] = (
    no_fragment,
    no_user_information,
    host_as_browsers_write_it,
    names_a_domain,
    no_port,
    names_a_path,
    no_query,
    no_dot_segments,
)
