"""Dead rows for a clean-up: the rows of the world again and again, long past."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

import psycopg

from benchmarks import schema
from benchmarks.crowd import BATCH, FIRST, set_up

LONG_AGO: Final = "now() - interval '90 days'"
UNIQUE: Final = "sha256(convert_to('{0}/' || n, 'UTF8'))"
TEXT: Final = "encode(" + UNIQUE + ", 'hex')"
# The record stands in FROM: in the list of columns, with .* behind, it would be made once for each of them.
AGAIN: Final = """
    INSERT INTO {table} SELECT made.* FROM {table} t, generate_series({first}, {last}) n,
        jsonb_populate_record(t, jsonb_build_object({values})) made
    WHERE t.id = (SELECT min(id) FROM {table} WHERE {where})"""


def again(table: str, where: str, **values: str) -> str:
    """A statement that makes rows like one that is there; to be given first and last."""
    listed = ", ".join(f"'{name}', {value}" for name, value in {"id": f"{FIRST} + n", **values}.items())
    return AGAIN.format(table=table, where=where, values=listed, first="{first}", last="{last}")


RAN_OUT: Final = {"request_id": "gen_random_uuid()", "code_expires_at": LONG_AGO, "idle_expires_at": LONG_AGO}
# peer -> (share of the rows, how they are made): nobody redeemed the codes, nobody used the rest for long.
KINDS: Final[Mapping[str, tuple[tuple[float, str], ...]]] = {
    "hub": (
        (0.45, again("hub_oauth_grant", "spent_at IS NULL", code_digest=UNIQUE.format("unspent"), **RAN_OUT)),
        (
            0.45,
            again(
                "hub_oauth_grant",
                "spent_at IS NOT NULL",
                **RAN_OUT,
                id=f"{2 * FIRST} + 10 * n",
                code_digest=UNIQUE.format("spent"),
                refresh_handle=UNIQUE.format("handle"),
                access_digest=UNIQUE.format("access"),
            ),
        ),
        (
            0.1,
            f"""INSERT INTO hub_oauth_requestfailure (at, endpoint, error, cause, description, client_id, reference,
                    details)
                SELECT {LONG_AGO}, 'token', 'invalid_grant', 'code_unknown', '', '', '', '{{{{}}}}'
                FROM generate_series({{first}}, {{last}}) n""",
        ),
    ),
    "dot": (
        (0.2, again("oauth2_provider_grant", "true", code=TEXT.format("code"), expires=LONG_AGO)),
        (
            0.4,
            again(
                "oauth2_provider_accesstoken",
                "true",
                token=TEXT.format("access"),
                token_checksum=TEXT.format("access"),
                expires=LONG_AGO,
            ),
        ),
        (
            0.4,
            again(
                "oauth2_provider_refreshtoken",
                "true",
                token=TEXT.format("refresh"),
                token_checksum=TEXT.format("refresh"),
                access_token_id=f"{FIRST} + n",
                token_family="gen_random_uuid()",
            ),
        ),
    ),
}
TABLES: Final = {
    "hub": ("hub_oauth_grant", "hub_oauth_requestfailure"),
    "dot": ("oauth2_provider_grant", "oauth2_provider_accesstoken", "oauth2_provider_refreshtoken"),
}
LEFT: Final = {
    "hub": "SELECT (SELECT count(*) FROM hub_oauth_grant) + (SELECT count(*) FROM hub_oauth_requestfailure)",
    "dot": """SELECT (SELECT count(*) FROM oauth2_provider_grant) + (SELECT count(*) FROM oauth2_provider_accesstoken)
                   + (SELECT count(*) FROM oauth2_provider_refreshtoken)""",
}


def statements(peer: str, rows: int) -> Iterator[str]:
    for share, statement in KINDS[peer]:
        many = int(rows * share)
        for start in range(0, many, BATCH):
            yield statement.format(first=start + 1, last=min(start + BATCH, many))


def fill(peer: str, url: str, rows: int, advance: Callable[[], object]) -> None:
    with (
        psycopg.connect(url, autocommit=True) as connection,
        schema.without_indexes(connection, TABLES[peer]) as taken,
    ):
        set_up(connection)
        for statement in statements(peer, rows):
            connection.execute(statement)
            advance()
        schema.create(connection, taken)
        connection.execute("VACUUM (ANALYZE)")  # as autovacuum did in the weeks that these rows are old
        connection.execute("CHECKPOINT")


def left(peer: str, url: str) -> int:
    with psycopg.connect(url) as connection:
        ((count,),) = connection.execute(LEFT[peer]).fetchall()
    return int(count)
