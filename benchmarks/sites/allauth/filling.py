"""Fill allauth's tables and cache, and write its requests: ``python -m benchmarks.sites.allauth.filling FOLDER N``."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from allauth.idp.oidc.internal.oauthlib.authorization_codes import cache_key  # noqa: E402
from allauth.idp.oidc.models import Client, Token  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import recorded, world  # noqa: E402
from benchmarks.sites.teams.filling import cookies, fill  # noqa: E402

SCOPE = "profile teams"
TOKEN, AUTHORIZE, REVOKE = "/identity/o/api/token", "/identity/o/authorize", "/identity/o/api/revoke"
DAY = timezone.now() + timedelta(days=1)


def register(client_id: str, *, skips: bool) -> Client:
    return Client.objects.create(
        id=client_id, name=client_id.title(), type="public", redirect_uris=world.REDIRECT_URI, skip_consent=skips,
        scopes="profile\nemail\nteams", grant_types="authorization_code\nrefresh_token", secret="!",
    )  # fmt: skip


def new_token(client: Client, kind: str, purpose: str, number: int) -> Token:
    token = Token(type=kind, client=client, user_id=world.human_of(number), expires_at=DAY)
    token.set_value(world.secret(f"{purpose}-{kind}", number))
    token.set_scopes(SCOPE.split())
    return token


def keep_code(client: Client, number: int) -> None:
    code = world.secret("code", number)
    kept = {
        "code": {"code": code}, "client_id": client.id, "redirect_uri": world.REDIRECT_URI, "claims": None,
        "sub": str(world.human_of(number)), "scopes": SCOPE.split(), "resources": [],
        "pkce": {"code_challenge": world.CHALLENGE, "code_challenge_method": "S256"},
    }  # fmt: skip
    cache.set(cache_key(client.id, code), kept, timeout=86400)


def fill_tokens(client: Client, count: int) -> None:
    wanted = (("at", "bearer", world.BEARERS), ("rt", "refresh", count), ("at", "revoke", count))
    Token.objects.bulk_create(
        [new_token(client, kind, purpose, number) for kind, purpose, many in wanted for number in range(many)], 1000
    )
    for number in range(count):
        keep_code(client, number)


def write_requests(folder: Path, count: int, signed_in: list[str]) -> None:
    public, spend, read = {"client_id": world.CLIENT_ID}, range(count), range(world.BEARERS)
    bearers = [world.secret("bearer-at", n) for n in read]
    recorded.write(folder, "me", [recorded.bearer("/api/auth/me", token) for token in bearers])
    recorded.write(folder, "teams", [recorded.bearer("/api/user/teams", token) for token in bearers])
    recorded.write(folder, "unknown", [recorded.bearer("/api/auth/me", world.secret("?", n)) for n in read])
    exchange = public | {"grant_type": "authorization_code", "redirect_uri": world.REDIRECT_URI}
    codes = [exchange | {"code": world.secret("code", n), "code_verifier": world.VERIFIER} for n in spend]
    recorded.write(folder, "code", [recorded.post(TOKEN, form) for form in codes])
    refresh = public | {"grant_type": "refresh_token"}
    forms = [refresh | {"refresh_token": world.secret("refresh-rt", n)} for n in spend]
    recorded.write(folder, "refresh", [recorded.post(TOKEN, form) for form in forms])
    dead = [public | {"token": world.secret("revoke-at", n)} for n in spend]
    recorded.write(folder, "revoke", [recorded.post(REVOKE, form) for form in dead])
    query = {
        "response_type": "code", "redirect_uri": world.REDIRECT_URI, "scope": SCOPE, "state": world.STATE,
        "code_challenge": world.CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    recorded.write_pages(folder, "authorize", AUTHORIZE, query | public, signed_in)
    recorded.write_pages(folder, "skip", AUTHORIZE, query | {"client_id": "bench-skipper"}, signed_in)


def addresses() -> list[Any]:
    return [EmailAddress(user_id=each.pk, email=each.email, primary=True, verified=True) for each in world.people()]


def main(folder: Path, count: int) -> None:
    with transaction.atomic():
        fill()
        EmailAddress.objects.bulk_create(addresses())
        register("bench-skipper", skips=True)
        fill_tokens(register(world.CLIENT_ID, skips=False), count)
        signed_in = cookies()
    write_requests(folder, count, signed_in)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
