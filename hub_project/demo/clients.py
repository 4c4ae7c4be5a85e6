"""The two apps of the demonstration, registered at the Hub as an administrator would."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, Final

from hub_oauth import clients, secrets
from hub_oauth.audit import SYSTEM
from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile, ClientSecret

SCOPES: Final = ("profile:read", "teams:read")
WEB_FILE: Final = "acme.json"
PAGE_FILE: Final = "board.json"


def seed_web(folder: Path, address: str) -> None:
    """Acme Planner, a web app at this address; what it needs to know is written to ``acme.json``."""
    name, redirect_uri = "Acme Planner", f"{address}/callback"
    application = find(name, "web", redirect_uri)
    kept = read(folder / WEB_FILE)
    if application is None:
        made = clients.register(
            name=name, kind="web", redirect_uris=[redirect_uri], scopes=SCOPES, act=SYSTEM, publisher="Acme Ltd"
        )
        application, secret = made.application, made.secret
    elif kept.get("client_id") == application.client_id and secrets.verify(application, kept["client_secret"]):
        secret = kept["client_secret"]
    else:
        secret = rotate(application)
    write(folder / WEB_FILE, client_id=application.client_id, client_secret=secret)


def seed_page(folder: Path, origin: str) -> None:
    """Acme Board, a single-page app of this origin; what it needs to know is written to ``board.json``."""
    name, redirect_uri = "Acme Board", f"{origin}/"
    application = find(name, "spa", redirect_uri, origin)
    if application is None:
        application = clients.register(
            name=name,
            kind="spa",
            redirect_uris=[redirect_uri],
            origins=[origin],
            scopes=SCOPES,
            act=SYSTEM,
            publisher="Acme Ltd",
        ).application
    write(folder / PAGE_FILE, client_id=application.client_id)


def find(name: str, kind: str, redirect_uri: str, origin: str = "") -> Any:
    """The registered app of this name and type, at the address that it has now; None where there is none."""
    profile = ClientProfile.objects.filter(kind=kind, application__name=name).select_related("application").first()
    application = profile and profile.application
    if profile and application and application.redirect_uris != redirect_uri:
        application.redirect_uris, application.allowed_origins = redirect_uri, origin
        clients.change(application, profile, act=SYSTEM)
    return application


def rotate(application: Any) -> str:
    """A new secret in the place of those whose values are lost."""
    for secret in ClientSecret.objects.filter(secrets.LIVE, application=application):
        secrets.revoke(secret, act=SYSTEM)
    return secrets.create(application, act=SYSTEM)


def read(path: Path) -> dict[str, str]:
    try:
        kept: dict[str, str] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return kept


def write(path: Path, **values: str | None) -> None:
    """Write what the app needs to a file that its owner alone can read, in a folder that git ignores."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    (path.parent / ".gitignore").write_text("*\n", "utf-8")
    path.unlink(missing_ok=True)  # An older file might be readable by others.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"issuer": conf.issuer, **values}, file, indent=2)
