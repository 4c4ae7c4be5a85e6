"""Four people with a session: with few grants, with 5,000 of as many apps, with 50 apps, and with 5,000 of 250."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final
from urllib.parse import parse_qsl

import psycopg

from benchmarks import crowd, recorded
from benchmarks.crowd import FIRST, SCOPES

MANY_APPS: Final = 250
LIVE_EACH: Final = 20  # the most that the Hub keeps alive of one person and one app
PAGE_OF_APPS: Final = 50  # as many as one page lists
NAMES: Final = {"few": 1, "many": 2, "fifty": 3, "apps": 4}  # name -> key of the person
# person -> (apps, grants of each; all beyond LIVE_EACH have ended and wait for the clean-up)
HELD: Final = {
    "few": (crowd.APPS, 1),
    "many": (crowd.APPS, 1000),
    "fifty": (PAGE_OF_APPS, LIVE_EACH),
    "apps": (MANY_APPS, LIVE_EACH),
}
OPERATIONS: Final = ("authorize", "again", "skip", "apps", "app")
TITLES: Final = {
    "authorize": "consent page",
    "again": "consent page of a connected app",
    "skip": "consent page skipped",
    "apps": "connected apps",
    "app": "one connected app",
}


def fill(url: str) -> None:
    """Into a database with a crowd. Every grant has its event in the audit log."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, key in (("hub_oauth_clientprofile", "id"), ("oauth2_provider_application", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {key} > {FIRST}")  # names of this file
        for statement in crowd.apps(MANY_APPS):
            connection.execute(statement)
        for name, person in NAMES.items():
            for statement in held(person, *HELD[name]):
                connection.execute(statement)
        connection.execute("VACUUM (FREEZE, ANALYZE)")


def held(person: int, apps: int, each: int) -> tuple[str, ...]:
    consents = f"""
        INSERT INTO hub_oauth_consent (user_id, application_id, scopes, granted_at, updated_at, identity_seen_at,
            last_used_at, revoked_reason)
        SELECT {person}, p.application_id, '{SCOPES}', now(), now(), p.identity_changed_at, now(), ''
        FROM hub_oauth_clientprofile p WHERE p.application_id BETWEEN {FIRST} + 1 AND {FIRST} + {apps}"""
    mine = f"hub_oauth_consent c WHERE c.user_id = {person} AND c.application_id > {FIRST}"
    access = f"INSERT INTO hub_teams_teamaccess (consent_id, mode) SELECT c.id, 'all' FROM {mine}"
    numbered = f"""
        FROM (SELECT c.*, {person}::bigint * 1000000000 + c.id * 2000 + g AS n, g > {each - LIVE_EACH} AS is_live
              FROM generate_series(1, {each}) g, {mine}) c"""
    return consents, access, crowd.spent(numbered, ended="NOT is_live"), crowd.events(numbered)


def forget_codes(url: str) -> None:
    """Remove every code that they were given since."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DELETE FROM hub_oauth_grant WHERE user_id < 1000 AND spent_at IS NULL")
        connection.execute("VACUUM hub_oauth_grant")


def write_requests(folder: Path) -> None:
    """A file for each person and operation, from the page that the world has for everybody who is signed in."""
    pages = (folder / "authorize.jsonl").read_text().splitlines()
    for name, person in NAMES.items():
        asked = json.loads(pages[person - 1])
        path, _, query = asked["line"].removeprefix("GET ").partition("?")
        stranger, cookie = dict(parse_qsl(query)), [asked["headers"]["Cookie"]]
        connected = stranger | {"client_id": "crowd-1"}
        recorded.write_pages(folder, f"authorize-{name}", path, stranger, cookie)
        recorded.write_pages(folder, f"again-{name}", path, connected | {"prompt": "consent"}, cookie)
        recorded.write_pages(folder, f"skip-{name}", path, connected, cookie)
        recorded.write_pages(folder, f"apps-{name}", "/account/apps", {}, cookie)
        recorded.write_pages(folder, f"app-{name}", "/account/apps/crowd-1", {}, cookie)
