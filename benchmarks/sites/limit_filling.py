"""Fill the limit's tables and write its requests: ``python -m benchmarks.sites.limit_filling FOLDER N``."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from benchmarks import recorded, world
from benchmarks.sites.limit import TABLES, digest

SCOPE = "profile:read teams:read"
TOMORROW = "now() + interval '1 day'"


def many(cursor: Any, table: str, rows: list[tuple[Any, ...]], *ends: str) -> None:
    """ends: columns behind the given ones, as SQL."""
    if rows:
        places = ", ".join(["%s"] * len(rows[0]) + list(ends))
        cursor.executemany(f"INSERT INTO {table} VALUES ({places})", rows)  # names of this file


def fill(cursor: Any, count: int) -> None:
    cursor.execute(TABLES)
    humans = world.people()
    many(cursor, "person", [(each.pk, each.username, each.email, each.display_name) for each in humans])
    many(cursor, "team", [(number, f"Team {number}") for number in range(1, world.TEAMS + 1)])
    many(cursor, "member", [(each.pk, team, role) for each in humans for team, role in each.memberships])
    for client in (world.CLIENT_ID, "bench-stranger", world.RESOURCE_SERVER):
        many(cursor, "client", [(client, client.title(), world.REDIRECT_URI, digest(world.secret("secret", 1)))])
    many(cursor, "session", [(digest(world.secret("session", n)), n) for n in range(1, world.SIGNED_IN + 1)], TOMORROW)
    many(cursor, "consent", [(each.pk, world.CLIENT_ID, SCOPE) for each in humans])
    many(
        cursor,
        "code",
        [
            (
                digest(world.secret("code", n)),
                world.CLIENT_ID,
                world.human_of(n),
                world.REDIRECT_URI,
                world.CHALLENGE,
                SCOPE,
            )
            for n in range(count)
        ],
        TOMORROW,
    )
    for kind, number in (("bearer", world.BEARERS), ("refresh", count), ("revoke", count)):
        families = [(n, f"{sum(kind.encode()):08d}-0000-4000-8000-{n:012d}") for n in range(number)]
        for table in ("access", "refresh"):
            rows = [
                (digest(world.secret(f"{kind}-{table}", n)), family, world.human_of(n), world.CLIENT_ID, SCOPE)
                for n, family in families
            ]
            many(cursor, table, rows, TOMORROW)


def write_requests(folder: Path, count: int) -> None:
    public, spend, read = {"client_id": world.CLIENT_ID}, range(count), range(world.BEARERS)
    bearers = [world.secret("bearer-access", n) for n in read]
    recorded.write(folder, "me", [recorded.bearer("/api/auth/me", token) for token in bearers])
    recorded.write(folder, "teams", [recorded.bearer("/api/user/teams", token) for token in bearers])
    recorded.write(folder, "unknown", [recorded.bearer("/api/auth/me", world.secret("?", n)) for n in read])
    exchange = public | {"grant_type": "authorization_code", "redirect_uri": world.REDIRECT_URI}
    codes = [exchange | {"code": world.secret("code", n), "code_verifier": world.VERIFIER} for n in spend]
    recorded.write(folder, "code", [recorded.post("/api/oauth/token", form) for form in codes])
    refresh = public | {"grant_type": "refresh_token"}
    forms = [refresh | {"refresh_token": world.secret("refresh-refresh", n)} for n in spend]
    recorded.write(folder, "refresh", [recorded.post("/api/oauth/token", form) for form in forms])
    dead = [public | {"token": world.secret("revoke-access", n)} for n in spend]
    recorded.write(folder, "revoke", [recorded.post("/api/oauth/revoke", form) for form in dead])
    basic = base64.b64encode(f"{world.RESOURCE_SERVER}:{world.secret('secret', 1)}".encode()).decode()
    asked = [recorded.post("/api/oauth/introspect", {"token": t}, Authorization=f"Basic {basic}") for t in bearers]
    recorded.write(folder, "introspect", asked)
    recorded.write(folder, "constant", [recorded.get("/constant", Accept="application/json")])
    cookies = [f"sessionid={world.secret('session', n)}" for n in range(1, world.SIGNED_IN + 1)]
    query = {
        "response_type": "code", "redirect_uri": world.REDIRECT_URI, "scope": SCOPE, "state": world.STATE,
        "code_challenge": world.CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    shown = query | {"client_id": "bench-stranger"}
    recorded.write_pages(folder, "authorize", "/api/oauth/authorize", shown, cookies)
    recorded.write_pages(folder, "skip", "/api/oauth/authorize", query | public, cookies)


if __name__ == "__main__":
    with transaction.atomic(), connection.cursor() as cursor:
        fill(cursor, int(sys.argv[2]))
    write_requests(Path(sys.argv[1]), int(sys.argv[2]))
