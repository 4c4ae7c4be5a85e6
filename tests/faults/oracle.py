"""What must hold once the load has stopped, read from the database itself: PostgreSQL or SQLite.

I1  at most one live refresh token in a family (a grant)
I2  at most one pair of tokens for a code
I3  the access token of every 200 is live, or the audit log says why not
I4  no live token without a live consent, person and client
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from time import monotonic, sleep
from typing import Any, Final, LiteralString

import requests

from hub_oauth.protocol import tokens
from tests.support.answers import ME
from tests.support.app import Tokens
from tests.support.database import rows
from tests.support.http_flow import get
from tests.support.server import HubServer

SQLITE: Final = "sqlite:///"
BUSY: LiteralString = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
    AND backend_type = 'client backend' AND state <> 'idle'
"""

# The events that name their grant, counted by it.
OF_GRANT: LiteralString = """
    SELECT CAST(details->>'grant' AS bigint) AS grant_id, event, details->>'replaced_unused' AS replaced,
           count(*) AS times
    FROM hub_oauth_auditevent WHERE details->>'grant' IS NOT NULL GROUP BY 1, 2, 3
"""
# Each gives the grants that break its rule.
RULES: Final[dict[str, LiteralString]] = {
    "I1: rotated more or fewer times than the audit log says": f"""
        WITH counted AS ({OF_GRANT})
        SELECT g.id FROM hub_oauth_grant g LEFT JOIN counted c
        ON c.grant_id = g.id AND c.event = 'token.refreshed' AND c.replaced IS NULL
        WHERE g.generation <> COALESCE(c.times, 0)
    """,
    "I2: a spent code with other than one pair issued, or an unspent one with any": f"""
        WITH counted AS ({OF_GRANT})
        SELECT g.id FROM hub_oauth_grant g LEFT JOIN counted c ON c.grant_id = g.id AND c.event = 'token.issued'
        WHERE COALESCE(c.times, 0) <> CASE WHEN g.spent_at IS NULL THEN 0 ELSE 1 END
    """,
    "I3: ended, and the audit log does not say once why": f"""
        WITH counted AS ({OF_GRANT})
        SELECT g.id FROM hub_oauth_grant g LEFT JOIN counted c ON c.grant_id = g.id AND c.event = CASE g.end_reason
            WHEN 'revoked' THEN 'token.revoked' WHEN 'replay' THEN 'token.replay_detected'
            WHEN 'reuse' THEN 'token.reuse_detected' WHEN 'verifiers' THEN 'grant.ended' END
        WHERE g.end_reason IN ('revoked', 'replay', 'reuse', 'verifiers') AND COALESCE(c.times, 0) <> 1
    """,
    "I3: ended with others, and the audit log does not say why": """
        SELECT g.id FROM hub_oauth_grant g JOIN oauth2_provider_application a ON a.id = g.application_id
        WHERE g.end_reason IN ('consent', 'cap', 'password') AND NOT EXISTS (
            SELECT 1 FROM hub_oauth_auditevent e WHERE e.user_id = CAST(g.user_id AS text)
            AND e.client_id IN (a.client_id, '') AND e.at >= g.ended_at AND (
                (g.end_reason = 'consent' AND e.event IN ('consent.revoked', 'consent.expired'))
                OR (g.end_reason <> 'consent' AND e.event = 'grant.ended' AND e.reason = g.end_reason)))
    """,
    "I4: live under a consent that is not": """
        SELECT g.id FROM hub_oauth_grant g JOIN hub_oauth_consent c ON c.id = g.consent_id
        WHERE g.ended_at IS NULL AND g.idle_expires_at > CURRENT_TIMESTAMP
        AND (c.revoked_at IS NOT NULL OR g.absolute_expires_at > c.ends_at)
    """,
    "half a consent: more grants than the audit log says were allowed, by person": """
        SELECT g.user_id FROM hub_oauth_grant g JOIN oauth2_provider_application a ON a.id = g.application_id
        GROUP BY g.user_id, a.client_id HAVING count(*) > (
            SELECT count(*) FROM hub_oauth_auditevent e WHERE e.event IN ('consent.granted', 'consent.renewed')
            AND e.user_id = CAST(g.user_id AS text) AND e.client_id = a.client_id)
    """,
}
# Of what was never cleaned away: an act recorded of which nothing came.
ALLOWED: LiteralString = """
    SELECT (SELECT count(*) FROM hub_oauth_auditevent WHERE event IN ('consent.granted', 'consent.renewed')),
           (SELECT count(*) FROM hub_oauth_grant)
"""
GRANTS: LiteralString = """
    SELECT g.refresh_handle, g.access_digest, g.refresh_digest, g.ended_at IS NULL,
           g.access_expires_at > CURRENT_TIMESTAMP, u.is_active AND p.enabled,
           (SELECT count(*) FROM hub_oauth_auditevent e WHERE e.event = 'token.refreshed'
            AND CAST(e.details->>'grant' AS bigint) = g.id)
    FROM hub_oauth_grant g JOIN auth_user u ON u.id = g.user_id
    JOIN hub_oauth_clientprofile p ON p.application_id = g.application_id WHERE g.refresh_handle IS NOT NULL
"""


class Oracle:
    """Keeps every pair that the Hub answered with, and says afterwards which rules the database breaks.

    cleaned: whether dead grants were removed meanwhile.
    """

    def __init__(self, hub: HubServer, *, cleaned: bool = False) -> None:
        self.hub, self.cleaned, self.pairs = hub, cleaned, list[Tokens]()

    def saw(self, response: requests.Response) -> requests.Response:
        """Keep the pair of a 200 of the token endpoint; gives the response back. Threads may share this."""
        if response.status_code == 200 and "access_token" in response.json():
            self.pairs.append(response.json())
        return response

    def violations(self) -> list[str]:
        """One line for each rule and what breaks it; nothing, where all is well."""
        settle(self.hub)
        broken = [f"{rule}: {found}" for rule, query in RULES.items() if (found := read(self.hub, query))]
        ((allowed, grants),) = read(self.hub, ALLOWED)
        if allowed != grants and not self.cleaned:
            broken.append(f"half a consent: {allowed} allowed, {grants} grants")
        return broken + list(self.handed_out())

    def handed_out(self) -> Iterable[str]:
        """I3 and I4 of what clients hold."""
        families = {bytes(row[0]): Family(*row[1:]) for row in read(self.hub, GRANTS)}
        superseded: dict[bytes, set[str]] = {}
        for pair in self.pairs:
            handle = handle_of(pair)
            if handle not in families:
                yield from () if self.cleaned else (f"I3: a pair of no grant: {pair}",)
            elif families[handle].superseded(pair):
                superseded.setdefault(handle, set()).add(pair["access_token"])
            else:
                yield from self.flaws_of(pair, families[handle])
        for handle, dead in superseded.items():
            if len(dead) > families[handle].refreshed:
                yield f"I3: {len(dead)} tokens handed out that no rotation explains: {dead}"

    def flaws_of(self, pair: Tokens, family: Family) -> Iterable[str]:
        """Of the current pair of a family; why an ended one ended is among the rules."""
        if family.live and not family.is_whole(pair):
            yield f"I3: half a pair, or a dead one: {pair}"
        if not (family.live and family.stands) and get(self.hub.url, ME, pair["access_token"]).status_code != 401:
            yield f"I4: a token of an ended grant, or of somebody turned off, opens the API: {pair}"


@dataclass(frozen=True)
class Family:
    """A grant that has tokens. stands: person and client are active; refreshed: how often the audit log says."""

    access: bytes
    refresh: bytes
    live: bool
    in_time: bool
    stands: bool
    refreshed: int

    def superseded(self, pair: Tokens) -> bool:
        return tokens.digest(pair["access_token"]) != bytes(self.access)

    def is_whole(self, pair: Tokens) -> bool:
        return tokens.digest(parsed(pair).secret) == bytes(self.refresh) and bool(self.in_time)


def read(hub: HubServer, query: LiteralString) -> list[tuple[Any, ...]]:
    """What a query gives on the server's database."""
    url = hub.env["DATABASE_URL"]
    if not url.startswith(SQLITE):
        return rows(hub, query)
    with closing(sqlite3.connect(url.removeprefix(SQLITE), timeout=20)) as connection:
        return connection.execute(query).fetchall()


def settle(hub: HubServer, seconds: float = 2) -> None:
    """Wait until no transaction runs: PostgreSQL takes a moment to see that a process was killed."""
    if hub.env["DATABASE_URL"].startswith(SQLITE):
        return
    end = monotonic() + seconds
    while rows(hub, BUSY) != [(0,)]:
        assert monotonic() < end, "a transaction still runs, 2 s after the load stopped"
        sleep(0.02)


def handle_of(pair: Tokens) -> bytes:
    return tokens.digest(parsed(pair).handle)


def parsed(pair: Tokens) -> tokens.RefreshToken:
    found = tokens.parse_refresh_token(pair["refresh_token"])
    assert found, f"no refresh token: {pair}"
    return found
