"""The limit: bare Django views over the smallest tables that can be correct, and a constant without a database.

No middleware, no ORM, no foreign keys, no audit, no limits; a replayed code is refused but ends nothing. Whatever an
honest implementation does beyond this is what it costs.
"""

from __future__ import annotations

import base64
import html
import json
import os
import secrets
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.conf import settings

settings.configure(
    DEBUG=False,
    SECRET_KEY="opens nothing but throwaway databases",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    USE_I18N=False,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": "127.0.0.1",
            "PORT": os.environ["BENCH_PGPORT"],
            "NAME": os.environ["BENCH_DATABASE"],
            "USER": "postgres",
            "CONN_MAX_AGE": None,
        }
    },
    LOGGING_CONFIG=None,
)

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect  # noqa: E402
from django.urls import path  # noqa: E402

TABLES: Final = """
CREATE TABLE person (id bigint PRIMARY KEY, username text, email text, display_name text);
CREATE TABLE team (id bigint PRIMARY KEY, name text);
CREATE TABLE member (person bigint, team bigint, role text, PRIMARY KEY (person, team));
CREATE TABLE client (id text PRIMARY KEY, name text, redirect_uri text, secret bytea);
CREATE TABLE session (key bytea PRIMARY KEY, person bigint, expires timestamptz);
CREATE TABLE consent (person bigint, client text, scope text, PRIMARY KEY (person, client));
CREATE TABLE code (digest bytea PRIMARY KEY, client text, person bigint, redirect_uri text, challenge text, scope text,
  expires timestamptz, spent timestamptz);
CREATE TABLE access (digest bytea PRIMARY KEY, family uuid, person bigint, client text, scope text,
  expires timestamptz);
CREATE TABLE refresh (digest bytea PRIMARY KEY, family uuid, person bigint, client text, scope text,
  expires timestamptz, revoked timestamptz);
CREATE INDEX ON access (family);
CREATE INDEX ON refresh (family);
"""
ME: Final = """SELECT p.id, p.username, p.email, p.display_name FROM access a JOIN person p ON p.id = a.person
 WHERE a.digest = %s AND a.expires > now()"""
TEAMS: Final = """SELECT t.id, t.name, m.role FROM access a LEFT JOIN member m ON m.person = a.person
 LEFT JOIN team t ON t.id = m.team WHERE a.digest = %s AND a.expires > now() ORDER BY t.id"""
SPEND: Final = """UPDATE code SET spent = now() WHERE digest = %s AND spent IS NULL AND expires > now()
 RETURNING client, person, redirect_uri, challenge, scope"""
ROTATE: Final = """UPDATE refresh SET revoked = now() WHERE digest = %s AND client = %s AND revoked IS NULL
 AND expires > now() RETURNING family, person, client, scope"""
ISSUE: Final = """WITH {before} fresh AS (INSERT INTO refresh VALUES (%(refresh)s, %(family)s, %(person)s, %(client)s,
 %(scope)s, now() + interval '14 days')) INSERT INTO access VALUES (%(access)s, %(family)s, %(person)s, %(client)s,
 %(scope)s, now() + interval '1 hour')"""
FIRST: Final = ISSUE.format(before="")
NEXT: Final = ISSUE.format(before="gone AS (DELETE FROM access WHERE family = %(family)s),")
VISIT: Final = """SELECT p.id, p.display_name, c.name, c.redirect_uri, k.scope FROM session s
 JOIN person p ON p.id = s.person JOIN client c ON c.id = %s LEFT JOIN consent k ON k.person = p.id AND k.client = c.id
 WHERE s.key = %s AND s.expires > now()"""
NEW_CODE: Final = "INSERT INTO code VALUES (%s, %s, %s, %s, %s, %s, now() + interval '60 seconds')"
REVOKE: Final = """WITH gone AS (DELETE FROM access WHERE digest = %s AND client = %s RETURNING family)
 UPDATE refresh SET revoked = now() WHERE family IN (SELECT family FROM gone)"""
INTROSPECT: Final = """SELECT a.scope, a.client, p.username, extract(epoch FROM a.expires)::bigint FROM client c
 LEFT JOIN access a ON a.digest = %s AND a.expires > now() LEFT JOIN person p ON p.id = a.person
 WHERE c.id = %s AND c.secret = %s"""
PAGE: Final = """<!doctype html><title>Allow</title><h1>Allow {app}?</h1><p>Signed in as {person}. It asks for {scope}.
<form method=post><input type=hidden name=token value="{token}"><input type=hidden name=state value="{state}">
<button name=decision value=deny>Cancel</button> <button name=decision value=allow>Allow</button></form>"""


def digest(raw: str) -> bytes:
    return sha256(raw.encode()).digest()


def answer(body: object, status: int = 200, **headers: str) -> HttpResponse:
    return HttpResponse(json.dumps(body), status=status, content_type="application/json", headers=headers)


def bearer(request: HttpRequest) -> bytes:
    return digest(request.META.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer "))


def unknown() -> HttpResponse:
    return answer({"code": "invalid_token"}, 401, **{"WWW-Authenticate": 'Bearer error="invalid_token"'})


def me(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(ME, [bearer(request)])
        row = cursor.fetchone()
    return (
        unknown() if row is None else answer(dict(zip(("id", "username", "email", "display_name"), row, strict=True)))
    )


def teams(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(TEAMS, [bearer(request)])
        rows = cursor.fetchall()
    return answer([dict(zip(("id", "name", "role"), row, strict=True)) for row in rows]) if rows else unknown()


def token(request: HttpRequest) -> HttpResponse:
    with transaction.atomic(), connection.cursor() as cursor:
        if request.POST["grant_type"] == "refresh_token":
            return rotated(cursor, request.POST)
        return redeemed(cursor, request.POST)


def redeemed(cursor: Any, form: Any) -> HttpResponse:
    cursor.execute(SPEND, [digest(form["code"])])
    row = cursor.fetchone()
    challenge = base64.urlsafe_b64encode(digest(form["code_verifier"])).rstrip(b"=").decode()
    if row is None or (row[0], row[2]) != (form["client_id"], form["redirect_uri"]):
        return answer({"error": "invalid_grant"}, 400)
    if not secrets.compare_digest(challenge, row[3]):
        return answer({"error": "invalid_grant"}, 400)
    return issue(cursor, FIRST, uuid4(), row[1], row[0], row[4])


def rotated(cursor: Any, form: Any) -> HttpResponse:
    cursor.execute(ROTATE, [digest(form["refresh_token"]), form["client_id"]])
    row = cursor.fetchone()
    return answer({"error": "invalid_grant"}, 400) if row is None else issue(cursor, NEXT, *row)


def issue(cursor: Any, statement: str, *columns: object) -> HttpResponse:
    """columns: family, person, client, scope."""
    access, refresh = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    row = dict(zip(("family", "person", "client", "scope"), columns, strict=True))
    cursor.execute(statement, row | {"access": digest(access), "refresh": digest(refresh)})
    pair = {"access_token": access, "refresh_token": refresh, "token_type": "Bearer", "expires_in": 3600}
    return answer(pair | {"scope": row["scope"]}, 200, **{"Cache-Control": "no-store"})


def authorize(request: HttpRequest) -> HttpResponse:
    asked = request.GET
    with connection.cursor() as cursor:
        cursor.execute(VISIT, [asked["client_id"], digest(request.COOKIES.get("sessionid", ""))])
        row = cursor.fetchone()
        if row is None or row[3] != asked["redirect_uri"] or asked["code_challenge_method"] != "S256":
            return HttpResponse(status=400)
        return skipped(cursor, asked, row[0]) if row[4] == asked["scope"] else page(asked, row)


def page(asked: Any, row: tuple[Any, ...]) -> HttpResponse:
    values = {"app": row[2], "person": row[1], "scope": asked["scope"], "state": asked["state"]}
    escaped = {name: html.escape(value) for name, value in values.items()}
    return HttpResponse(PAGE.format(token=secrets.token_urlsafe(24), **escaped))


def skipped(cursor: Any, asked: Any, person: int) -> HttpResponse:
    code = secrets.token_urlsafe(32)
    cursor.execute(
        NEW_CODE,
        [digest(code), asked["client_id"], person, asked["redirect_uri"], asked["code_challenge"], asked["scope"]],
    )
    query = urlencode({"code": code, "state": asked["state"], "iss": "http://127.0.0.1"})
    return HttpResponseRedirect(f"{asked['redirect_uri']}?{query}", status=303)


def revoke(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute(REVOKE, [digest(request.POST["token"]), request.POST["client_id"]])
    return answer({})


def introspect(request: HttpRequest) -> HttpResponse:
    name, _, secret = (
        base64.b64decode(request.META["HTTP_AUTHORIZATION"].removeprefix("Basic ")).decode().partition(":")
    )
    with connection.cursor() as cursor:
        cursor.execute(INTROSPECT, [digest(request.POST["token"]), name, digest(secret)])
        row = cursor.fetchone()
    if row is None:
        return answer({"error": "invalid_client"}, 401)
    found = dict(zip(("scope", "client_id", "username", "exp"), row, strict=True))
    return answer({"active": True} | found if row[0] else {"active": False})


def constant(request: HttpRequest) -> HttpResponse:
    return HttpResponse(b'{"id": "1", "username": "user1"}', content_type="application/json")


urlpatterns = [
    path("api/auth/me", me),
    path("api/user/teams", teams),
    path("api/oauth/token", token),
    path("api/oauth/authorize", authorize),
    path("api/oauth/revoke", revoke),
    path("api/oauth/introspect", introspect),
    path("constant", constant),
]
application = get_wsgi_application()
