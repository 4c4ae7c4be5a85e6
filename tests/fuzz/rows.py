"""What the database holds, read past the code under test."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.contrib.sessions.models import Session
from django.db import connection

from tests.fuzz.model import Event

AUDIT: Final = """
SELECT id, event, user_label, client_label, outcome = 'refused', event.*::text
FROM hub_oauth_auditevent event WHERE id > %s ORDER BY id
"""
GRANTS: Final = """
SELECT encode(code_digest, 'hex'), spent_at IS NOT NULL, ended_at IS NOT NULL, "grant".scopes, consent.scopes
FROM hub_oauth_grant "grant" JOIN hub_oauth_consent consent ON consent.id = consent_id
"""
OWNERLESS: Final = """
SELECT count(*) FROM hub_teams_team team
WHERE NOT EXISTS (SELECT FROM hub_teams_membership WHERE team_id = team.id AND role = 'owner')
"""
# Everything that the Hub and its registry write
WRITTEN: Final = (
    "hub_oauth_answer",
    "hub_oauth_auditevent",
    "hub_oauth_auditremoval",
    "hub_oauth_auditseal",
    "hub_oauth_clientprofile",
    "hub_oauth_clientsecret",
    "hub_oauth_consent",
    "hub_oauth_grant",
    "hub_oauth_requestfailure",
    "hub_teams_teamaccess",
    "oauth2_provider_application",
)
EVERYTHING: Final = " UNION ALL ".join(f"SELECT one::text AS row FROM {table} one" for table in WRITTEN)


class GrantRow(NamedTuple):
    spent: bool
    ended: bool
    scopes: frozenset[str]
    consented: frozenset[str]


def query(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def audit_after(last: int) -> tuple[int, list[Event]]:
    """The number of the newest audit row, and what was written after ``last``."""
    found = query(AUDIT, last)
    events = [Event(*row[1:5]) for row in found]
    return (found[-1][0] if found else last), events


def grants() -> dict[str, GrantRow]:
    """Every grant by the digest of its code."""
    found = query(GRANTS)
    rows = {code: GrantRow(spent, ended, split(own), split(consent)) for code, spent, ended, own, consent in found}
    assert len(rows) == len(found), "two grants for one code"
    return rows


def split(scopes: str) -> frozenset[str]:
    return frozenset(scopes.split())


def digest(raw: str) -> str:
    return hashlib.sha256(raw.encode()).hexdigest()


def ownerless_teams() -> int:
    return int(query(OWNERLESS)[0][0])


def found_in_the_clear(secrets: Iterable[str]) -> list[str]:
    """Those of these secrets that stand somewhere in the database, as text or as bytes."""
    everything = "\n".join(row for (row,) in query(EVERYTHING))
    return [secret for secret in secrets if any(form in everything for form in forms_of(secret))]


def found_in_sessions(secrets: Iterable[str]) -> list[str]:
    """The same of sessions, which are kept packed."""
    sessions = "\n".join(str(session.get_decoded()) for session in Session.objects.all())
    return [secret for secret in secrets if secret[-43:] in sessions]


def forms_of(secret: str) -> tuple[str, str, str]:
    """Its random part: as it is, as PostgreSQL shows the bytes of that, and of what it encodes."""
    random = secret[-43:]
    return random, random.encode().hex(), base64.urlsafe_b64decode(random + "=").hex()
