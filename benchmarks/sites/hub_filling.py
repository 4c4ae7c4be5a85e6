"""Fill the Hub's database with the world, and write its requests: ``python -m benchmarks.sites.hub_filling FOLDER N``.

N: how many codes, refresh tokens and tokens to revoke there are to spend.
"""

from __future__ import annotations

import base64
import sys
import uuid
from collections.abc import Iterable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402
from django.utils import timezone  # noqa: E402

from benchmarks import recorded, world  # noqa: E402
from benchmarks.sites.teams.filling import cookies  # noqa: E402
from hub_oauth import clients  # noqa: E402
from hub_oauth.audit import SYSTEM  # noqa: E402
from hub_oauth.models import ClientSecret, Consent, Grant  # noqa: E402
from hub_oauth.protocol import tokens  # noqa: E402
from hub_teams.models import Membership, Team, TeamAccess  # noqa: E402

SCOPES = "profile:read teams:read"
NOW = timezone.now()
DAY = NOW + timedelta(days=1)


def fill_people() -> None:
    user = get_user_model()
    user.objects.bulk_create(
        user(pk=each.pk, username=each.username, email=each.email, first_name="User", last_name=str(each.pk))
        for each in world.people()
    )
    Team.objects.bulk_create(
        Team(pk=number, name=f"Team {number}", slug=f"team-{number}") for number in range(1, world.TEAMS + 1)
    )
    Membership.objects.bulk_create(
        Membership(user_id=each.pk, team_id=team, role=role)
        for each in world.people()
        for team, role in each.memberships
    )


def register(client_id: str, kind: str) -> Any:
    return clients.register(
        name=client_id.replace("-", " ").title(),
        kind=kind,
        redirect_uris=[world.REDIRECT_URI],
        origins=[world.ORIGIN] if kind == "spa" else [],
        scopes=SCOPES.split(),
        client_id=client_id,
        act=SYSTEM,
        may_introspect=client_id == world.RESOURCE_SERVER,
    ).application


def fill_consents(application: Any) -> dict[int, Consent]:
    """One a person, all teams opened, used within the hour."""
    profile = application.hub_profile
    consents = Consent.objects.bulk_create(
        Consent(
            user_id=each.pk, application=application, scopes=SCOPES, granted_at=NOW, updated_at=NOW, last_used_at=NOW,
            identity_seen_at=profile.identity_changed_at,
        )
        for each in world.people()
    )  # fmt: skip
    TeamAccess.objects.bulk_create(TeamAccess(consent=consent, mode=TeamAccess.Mode.ALL) for consent in consents)
    return {consent.user_id: consent for consent in consents}


def new_grant(consent: Consent, kind: str, number: int, **spent: Any) -> Grant:
    return Grant(
        consent=consent, user_id=consent.user_id, application_id=consent.application_id, scopes=SCOPES,
        request_id=uuid.uuid4(), created_at=NOW, redirect_uri=world.REDIRECT_URI, code_challenge=world.CHALLENGE,
        code_digest=tokens.digest(code_of(kind, number)), code_expires_at=DAY,
        idle_expires_at=DAY, absolute_expires_at=DAY, **spent,
    )  # fmt: skip


def spent(kind: str, number: int) -> dict[str, Any]:
    """The columns of a grant with its pair of tokens, used once before."""
    refresh = refresh_of(kind, number)
    return {
        "spent_at": NOW, "refresh_handle": tokens.digest(refresh.handle), "access_first_used_at": NOW,
        "refresh_digest": tokens.digest(refresh.secret), "access_digest": tokens.digest(access_of(kind, number)),
        "access_scopes": SCOPES, "access_expires_at": DAY,
    }  # fmt: skip


def code_of(kind: str, number: int) -> str:
    return tokens.CODE_PREFIX + world.secret(f"{kind}-code", number)


def access_of(kind: str, number: int) -> str:
    return tokens.ACCESS_TOKEN_PREFIX + world.secret(kind, number)


def refresh_of(kind: str, number: int) -> tokens.RefreshToken:
    return tokens.RefreshToken(world.secret(f"{kind}-handle", number)[:22], world.secret(f"{kind}-refresh", number))


def fill_grants(consents: dict[int, Consent], count: int) -> None:
    kinds = {"code": count, "bearer": world.BEARERS, "refresh": count, "revoke": count}
    Grant.objects.bulk_create(
        [
            new_grant(consents[world.human_of(number)], kind, number, **({} if kind == "code" else spent(kind, number)))
            for kind, many in kinds.items()
            for number in range(many)
        ],
        batch_size=1000,
    )


def write_requests(folder: Path, count: int, signed_in: list[str], secret: str) -> None:
    def each(kind: str) -> Iterable[int]:
        return range(world.BEARERS if kind == "bearer" else count)

    public = {"client_id": world.CLIENT_ID}
    recorded.write(folder, "me", (recorded.bearer("/api/auth/me", access_of("bearer", n)) for n in each("bearer")))
    recorded.write(
        folder, "teams", (recorded.bearer("/api/user/teams", access_of("bearer", n)) for n in each("bearer"))
    )
    recorded.write(folder, "unknown", (recorded.bearer("/api/auth/me", access_of("?", n)) for n in each("bearer")))
    exchange = {**public, "grant_type": "authorization_code", "redirect_uri": world.REDIRECT_URI}
    recorded.write(
        folder,
        "code",
        (
            recorded.post("/api/oauth/token", exchange | {"code": code_of("code", n), "code_verifier": world.VERIFIER})
            for n in each("code")
        ),
    )
    refresh = {**public, "grant_type": "refresh_token"}
    recorded.write(
        folder,
        "refresh",
        (
            recorded.post("/api/oauth/token", refresh | {"refresh_token": refresh_of("refresh", n).encode()})
            for n in each("refresh")
        ),
    )
    recorded.write(
        folder,
        "revoke",
        (recorded.post("/api/oauth/revoke", public | {"token": access_of("revoke", n)}) for n in each("revoke")),
    )
    basic = base64.b64encode(f"{world.RESOURCE_SERVER}:{secret}".encode()).decode()
    recorded.write(
        folder,
        "introspect",
        (
            recorded.post("/api/oauth/introspect", {"token": access_of("bearer", n)}, Authorization=f"Basic {basic}")
            for n in each("bearer")
        ),
    )
    query = {
        "response_type": "code", "redirect_uri": world.REDIRECT_URI, "scope": SCOPES, "state": world.STATE,
        "code_challenge": world.CHALLENGE, "code_challenge_method": "S256",
    }  # fmt: skip
    recorded.write_pages(
        folder, "authorize", "/api/oauth/authorize", query | {"client_id": "bench-stranger"}, signed_in
    )
    recorded.write_pages(folder, "skip", "/api/oauth/authorize", query | public, signed_in)


def main(folder: Path, count: int) -> None:
    store = import_module(settings.SESSION_ENGINE).SessionStore
    secret = tokens.CLIENT_SECRET_PREFIX + world.secret("secret", 1)
    with transaction.atomic():
        fill_people()
        application = register(world.CLIENT_ID, "spa")
        register("bench-stranger", "spa")
        register(world.RESOURCE_SERVER, "web")
        ClientSecret.objects.update(digest=tokens.digest(secret), last_used_at=NOW)
        application.hub_profile.refresh_from_db()
        fill_grants(fill_consents(application), count)
        signed_in = cookies(store)
    write_requests(folder, count, signed_in, secret)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
