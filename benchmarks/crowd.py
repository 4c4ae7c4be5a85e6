"""A Hub with many people behind the world's: five apps each, one connection an app, made by PostgreSQL itself.

Their tokens follow from a counter as the world's do, so that requests can be written for any of them.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import psycopg
from psycopg import Connection

from benchmarks import recorded, schema, world
from hub_oauth.protocol import tokens

APPS: Final = 5
BATCH: Final = 100_000
# Of the cluster: what an index is made of is in the table, and need not be in the log as well.
POSTGRES: Final = {"wal_level": "minimal", "max_wal_senders": "0", "checkpoint_timeout": "1h"}
SIDE_BY_SIDE: Final = 2  # batches
TABLES: Final = (
    "auth_user",
    "hub_teams_team",
    "hub_teams_membership",
    "hub_oauth_consent",
    "hub_teams_teamaccess",
    "hub_oauth_grant",
    "hub_oauth_auditevent",
)
FIRST: Final = 1_000_000  # keys of the crowd's rows come after it, those of the world's before
SCOPES: Final = "profile:read teams:read"
READ: Final = 500  # tokens of each operation that reads, spread over all of the crowd's
BYTES_EACH: Final = 3_000  # of disk, for a connection with all that belongs to it
DISK_KEPT_FREE: Final = 10_000_000_000

# One more of a row that is there, with other values in some columns.
CLONED: Final = """
    INSERT INTO {table} SELECT (jsonb_populate_record(t, jsonb_build_object({values}))).*
    FROM {table} t, generate_series(1, {many}) n WHERE {where}"""
# As benchmarks.world.secret makes them.
SECRET: Final = "rtrim(translate(encode(sha256(convert_to('{kind}/' || n, 'UTF8')), 'base64'), '+/', '-_'), '=')"
DIGEST: Final = "sha256(convert_to({0}, 'UTF8'))"


class NoRoom(Exception):
    """The disk is too small for so many rows."""


def check_disk(grants: int) -> None:
    """Raises NoRoom."""
    free = shutil.disk_usage(tempfile.gettempdir()).free
    if grants * BYTES_EACH > free - DISK_KEPT_FREE:
        raise NoRoom(f"{grants:,} grants take {grants * BYTES_EACH >> 30} GiB; {free >> 30} GiB are free.")


def size_of(grants: int, spendable: int) -> int:
    """How many there are: at least so many that half of them are enough to spend."""
    return max(grants, 2 * spendable)


def steps(grants: int) -> int:
    """How often fill tells of something done."""
    return -(-grants // BATCH) + len(TABLES)


def fill(url: str, grants: int, spendable: int, advance: Callable[[str], object], *, row_by_row: bool = False) -> None:
    """Into a database that the world is in. advance: told of each batch of grants and of each table's indexes.

    row_by_row: indexes grow with the rows, as in life; they are larger then, and it takes longer.
    """
    tables = () if row_by_row else TABLES
    with psycopg.connect(url, autocommit=True) as connection, schema.without_indexes(connection, tables) as taken:
        set_up(connection)
        for statement in apps():
            connection.execute(statement)
        for done in fill_batches(url, grants):
            advance(f"{done:,} grants")
        connection.execute(codes(grants, spendable))
        for table in TABLES:
            schema.create(connection, (index for index in taken if index.table == table))
            advance(f"indexes of {table}")
        for statement in AFTER:
            connection.execute(statement)


def fill_batches(url: str, grants: int) -> Iterator[int]:
    """Two at a time; how many grants there are after each."""
    batches = [(start + 1, min(start + BATCH, grants)) for start in range(0, grants, BATCH)]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as threads:
        for _, last in threads.map(lambda numbers: fill_batch(url, *numbers), batches):
            yield last


def fill_batch(url: str, first: int, last: int) -> tuple[int, int]:
    with psycopg.connect(url, autocommit=True) as connection:
        set_up(connection)
        for statement in batch(first, last):
            connection.execute(statement)
    return first, last


def set_up(connection: Connection) -> None:
    connection.execute("SET session_replication_role = replica")  # no foreign key is looked up
    connection.execute("SET synchronous_commit = off")
    connection.execute("SET maintenance_work_mem = '1GB'")


def apps(many: int = APPS) -> Iterator[str]:
    """Each like the world's client."""
    named = f"'id', {FIRST} + n, 'client_id', 'crowd-' || n, 'name', 'Crowd ' || n"
    where = f"t.client_id = '{world.CLIENT_ID}'"
    yield CLONED.format(table="oauth2_provider_application", values=named, many=many, where=where)
    application = f"(SELECT id FROM oauth2_provider_application WHERE client_id = '{world.CLIENT_ID}')"
    yield CLONED.format(
        table="hub_oauth_clientprofile",
        values=f"'id', {FIRST} + n, 'application_id', {FIRST} + n",
        many=many,
        where=f"t.application_id = {application}",
    )


PERSON: Final = f"{FIRST} + 1 + (n - 1) / {APPS}"
APP: Final = f"{FIRST} + 1 + n % {APPS}"
# The consents with these numbers, without a look at the table.
CONSENTS: Final = f"""
    FROM (SELECT {FIRST} + n AS id, {PERSON} AS user_id, {APP} AS application_id, '{SCOPES}'::text AS scopes, place AS n
          FROM (SELECT {{number}} AS n, n AS place FROM {{series}}) numbered) c"""


def consents_of(series: str, number: str) -> str:
    return CONSENTS.format(series=series, number=number)


def batch(first: int, last: int) -> Iterator[str]:
    """People, memberships, consents with their teams, grants and audit events of the connections with these numbers."""
    series = f"FROM generate_series({first}, {last}) n"
    one_a_person = f"{series} WHERE n % {APPS} = 1"
    yield f"""
        INSERT INTO auth_user (id, username, email, password, first_name, last_name, is_superuser, is_staff, is_active,
            date_joined)
        SELECT {PERSON}, 'crowd' || n, 'crowd' || n || '@example.com', '!', 'Crowd', n::text, false, false, true, now()
        {one_a_person}"""
    yield f"INSERT INTO hub_teams_team (id, name, slug) SELECT {FIRST} + n, 'Team ' || n, 'crowd-' || n {one_a_person}"
    yield f"""
        INSERT INTO hub_teams_membership (team_id, user_id, role)
        SELECT {FIRST} + (n - 1) / {APPS} * {APPS} + 1 - {APPS} * (n % {APPS}), {PERSON},
            CASE WHEN n % {APPS} = 0 THEN 'owner' ELSE 'member' END {series} WHERE n % {APPS} <= (n - 1) / {APPS}"""
    yield f"""
        INSERT INTO hub_oauth_consent (id, user_id, application_id, scopes, granted_at, updated_at, identity_seen_at,
            last_used_at, revoked_reason)
        SELECT {FIRST} + n, {PERSON}, {APP}, '{SCOPES}', now(), now(), p.identity_changed_at, now() + interval '1 day',
            '' {series} JOIN hub_oauth_clientprofile p ON p.application_id = {APP}"""
    yield f"INSERT INTO hub_teams_teamaccess (consent_id, mode) SELECT {FIRST} + n, 'all' {series}"
    yield spent(consents_of(f"generate_series({first}, {last}) n", "n"))
    yield events(consents_of(f"generate_series({first}, {last}) n", "n"))


COLUMNS: Final = """
    consent_id, user_id, application_id, scopes, resource, request_id, created_at, code_digest, redirect_uri,
    code_challenge, code_expires_at, wrong_verifiers, idle_expires_at, absolute_expires_at, generation, access_scopes,
    end_reason"""


def common(kind: str) -> str:
    """The columns of COLUMNS but for the last three, of a grant n with the consent c."""
    code = DIGEST.format(f"'{tokens.CODE_PREFIX}' || {SECRET.format(kind=kind)}")
    return f"""
        c.id, c.user_id, c.application_id, c.scopes, '', gen_random_uuid(), now(), {code}, '{world.REDIRECT_URI}',
        '{world.CHALLENGE}', now() + interval '1 day', 0, now() + interval '30 days', now() + interval '180 days'"""


def spent(series: str, *, ended: str = "false") -> str:
    """Grants whose tokens were rotated once, and used since. ended: SQL that says which of them are over."""
    handle = DIGEST.format(f"left({SECRET.format(kind='crowd-handle')}, 22)")
    secret = DIGEST.format(SECRET.format(kind="crowd-refresh"))
    access = DIGEST.format(f"'{tokens.ACCESS_TOKEN_PREFIX}' || {SECRET.format(kind='crowd-access')}")
    return f"""
        INSERT INTO hub_oauth_grant ({COLUMNS}, spent_at, refresh_handle, refresh_digest, previous_refresh_digest,
            rotated_at, access_digest, access_expires_at, access_first_used_at, ended_at)
        SELECT {common("crowd-spent")}, 1, c.scopes, CASE WHEN {ended} THEN 'revoked' ELSE '' END, now(), {handle},
            {secret}, sha256(n::text::bytea), now(), {access}, now() + interval '1 day', now(),
            CASE WHEN {ended} THEN now() END {series}"""


def events(series: str) -> str:
    """What the audit log says of their beginnings."""
    return f"""
        INSERT INTO hub_oauth_auditevent (event, outcome, reason, actor_id, actor_label, user_id, user_label, client_id,
            client_label, address, reference, details)
        SELECT 'token.issued', 'done', '', '', '', c.user_id::text, 'crowd' || c.user_id,
            'crowd-' || (c.application_id - {FIRST}), 'Crowd ' || (c.application_id - {FIRST}), '203.0.113.7',
            left({SECRET.format(kind="reference")}, 16), jsonb_build_object('grant', n, 'scope', c.scopes) {series}"""


def codes(grants: int, many: int) -> str:
    """Codes that wait for their redemption, of people from everywhere in the crowd."""
    series = consents_of(f"generate_series(1, {many}) n", f"n * {max(1, grants // (many + 1))}")
    return f"INSERT INTO hub_oauth_grant ({COLUMNS}) SELECT {common('crowd-code')}, 0, '', '' {series}"


AFTER: Final = (
    *(
        f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"
        for table in ("auth_user", "hub_teams_team", "hub_oauth_consent", "oauth2_provider_application")
    ),
    "SET session_replication_role = origin",
    "VACUUM (FREEZE, ANALYZE)",
    "CHECKPOINT",
)


def spread(grants: int, many: int, *, offset: int) -> list[int]:
    """Numbers from the whole crowd, odd ones for offset 1, even ones for 2: what is read with is not what is spent."""
    step = grants // many // 2 * 2
    return [number * step + offset for number in range(many)]


def readers(grants: int, many: int) -> list[str]:
    """So many access tokens for each of two operations, fewer in a small crowd; in no order of the rows."""
    numbers = spread(grants, 2 * min(many, grants // 4), offset=2)
    return sorted(tokens.ACCESS_TOKEN_PREFIX + world.secret("crowd-access", number) for number in numbers)


def write_requests(folder: Path, grants: int, spendable: int, read: int = READ) -> None:
    """Of people from everywhere in the crowd, in place of the world's."""
    tokens_read = readers(grants, read)
    # Not the same tokens: what one operation has read is in memory for the other.
    recorded.write(folder, "me", [recorded.bearer("/api/auth/me", token) for token in tokens_read[::2]])
    recorded.write(folder, "teams", [recorded.bearer("/api/user/teams", token) for token in tokens_read[1::2]])
    asked = [exchange(grants, spendable, n) for n in range(1, spendable + 1)]
    recorded.write(folder, "code", [recorded.post("/api/oauth/token", form) for form in asked])
    forms = [refresh(n) for n in spread(grants, spendable, offset=1)]
    recorded.write(folder, "refresh", [recorded.post("/api/oauth/token", form) for form in forms])
    # The same from the other end: whoever sends both ends before they meet.
    gone = [{"client_id": form["client_id"], "token": form["refresh_token"]} for form in reversed(forms)]
    recorded.write(folder, "revoke", [recorded.post("/api/oauth/revoke", form) for form in gone])


def exchange(grants: int, spendable: int, number: int) -> dict[str, str]:
    return {
        "grant_type": "authorization_code",
        "client_id": client_of(number * max(1, grants // (spendable + 1))),
        "redirect_uri": world.REDIRECT_URI,
        "code": tokens.CODE_PREFIX + world.secret("crowd-code", number),
        "code_verifier": world.VERIFIER,
    }


def refresh(number: int) -> dict[str, str]:
    token = tokens.RefreshToken(world.secret("crowd-handle", number)[:22], world.secret("crowd-refresh", number))
    return {"grant_type": "refresh_token", "client_id": client_of(number), "refresh_token": token.encode()}


def client_of(number: int) -> str:
    """The app of the connection with this number."""
    return f"crowd-{1 + number % APPS}"
