"""Fill django-oauth-toolkit's tables and write its requests: ``python -m benchmarks.sites.dot.filling FOLDER N``."""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402
from oauth2_provider.models import AccessToken, Application, Grant, RefreshToken, set_token_value  # noqa: E402

from benchmarks import recorded, world  # noqa: E402
from benchmarks.sites.teams.filling import cookies, fill  # noqa: E402

SCOPE = "profile teams"
DAY = timezone.now() + timedelta(days=1)


def register(client_id: str) -> Any:
    return Application.objects.create(
        client_id=client_id, name=client_id.title(), client_type="public", redirect_uris=world.REDIRECT_URI,
        authorization_grant_type="authorization-code", client_secret="",
    )  # fmt: skip


def new_code(application: Any, number: int) -> Any:
    return Grant(
        user_id=world.human_of(number), application=application, code=world.secret("code", number), expires=DAY,
        redirect_uri=world.REDIRECT_URI, scope=SCOPE, code_challenge=world.CHALLENGE, code_challenge_method="S256",
    )  # fmt: skip


def fill_tokens(application: Any, kind: str, count: int, scope: str = SCOPE) -> None:
    """Pairs: DOT looks for a live access token when it decides whether to ask again, and at revocation for its pair."""
    access = [
        AccessToken(user_id=world.human_of(n), application=application, expires=DAY, scope=scope) for n in range(count)
    ]
    for number, token in enumerate(access):
        set_token_value(token, world.secret(f"{kind}-access", number))
    AccessToken.objects.bulk_create(access, 1000)
    refresh = [
        RefreshToken(user_id=token.user_id, application=application, access_token=token, token_family=uuid4())
        for token in access
    ]
    for number, token in enumerate(refresh):
        set_token_value(token, world.secret(f"{kind}-refresh", number))
    RefreshToken.objects.bulk_create(refresh, 1000)


def write_requests(folder: Path, count: int, signed_in: list[str]) -> None:
    public, spend, read = {"client_id": world.CLIENT_ID}, range(count), range(world.BEARERS)
    bearers = [world.secret("bearer-access", n) for n in read]
    recorded.write(folder, "me", [recorded.bearer("/api/auth/me", token) for token in bearers])
    recorded.write(folder, "teams", [recorded.bearer("/api/user/teams", token) for token in bearers])
    recorded.write(folder, "unknown", [recorded.bearer("/api/auth/me", world.secret("?", n)) for n in read])
    exchange = public | {"grant_type": "authorization_code", "redirect_uri": world.REDIRECT_URI}
    codes = [exchange | {"code": world.secret("code", n), "code_verifier": world.VERIFIER} for n in spend]
    recorded.write(folder, "code", [recorded.post("/o/token/", form) for form in codes])
    refresh = public | {"grant_type": "refresh_token"}
    forms = [refresh | {"refresh_token": world.secret("refresh-refresh", n)} for n in spend]
    recorded.write(folder, "refresh", [recorded.post("/o/token/", form) for form in forms])
    dead = [public | {"token": world.secret("revoke-access", n)} for n in spend]
    recorded.write(folder, "revoke", [recorded.post("/o/revoke_token/", form) for form in dead])
    # The cheaper of its two ways to say who asks: the other hashes a secret with PBKDF2 each time.
    resource_server = f"Bearer {world.secret('resource-server-access', 0)}"
    asked = [recorded.post("/o/introspect/", {"token": token}, Authorization=resource_server) for token in bearers]
    recorded.write(folder, "introspect", asked)
    query = {
        "response_type": "code", "redirect_uri": world.REDIRECT_URI, "scope": SCOPE, "state": world.STATE,
        "code_challenge": world.CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    skipped = query | public | {"approval_prompt": "auto"}
    recorded.write_pages(folder, "authorize", "/o/authorize/", query | {"client_id": "bench-stranger"}, signed_in)
    recorded.write_pages(folder, "skip", "/o/authorize/", skipped, signed_in)


def main(folder: Path, count: int) -> None:
    with transaction.atomic():
        fill()
        application = register(world.CLIENT_ID)
        register("bench-stranger")
        Grant.objects.bulk_create((new_code(application, number) for number in range(count)), 1000)
        for kind, many in (("bearer", world.BEARERS), ("refresh", count), ("revoke", count)):
            fill_tokens(application, kind, many)
        fill_tokens(register(world.RESOURCE_SERVER), "resource-server", 1, "introspection")
        signed_in = cookies()
    write_requests(folder, count, signed_in)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
