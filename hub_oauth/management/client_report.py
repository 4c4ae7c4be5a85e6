"""What ``hub_client`` says of an app: the same values as text and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from hub_oauth import secrets
from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientSecret


def credentials(application: Application, secret: str | None) -> dict[str, Any]:
    """secret: printed this once; None for an app that has none."""
    return {"client_id": application.client_id} | ({} if secret is None else {"client_secret": secret})


def line_of(application: Application) -> dict[str, Any]:
    profile = application.hub_profile
    return {
        "client_id": application.client_id,
        "name": application.name,
        "kind": profile.kind,
        "enabled": profile.enabled,
    }


def details_of(application: Application) -> dict[str, Any]:
    """As it is now. Of secrets, the two ends and the dates: the rest is kept nowhere."""
    profile = application.hub_profile
    profile.refresh_from_db()
    return {
        **line_of(application),
        "disabled_reason": profile.disabled_reason,
        "redirect_uris": application.redirect_uris.split(),
        "origins": application.allowed_origins.split(),
        "scopes": list(profile.scopes_allowed),
        "optional_scopes": list(profile.scopes_optional),
        "publisher": profile.publisher,
        "owner": profile.owner.get_username() if profile.owner else "",
        "support_email": profile.support_email,
        "verified": profile.verified_at is not None,
        "first_party": profile.first_party,
        "created": written(application.created),
        "secrets": [secret_of(each) for each in ClientSecret.objects.filter(secrets.LIVE, application=application)],
    }


def secret_of(secret: ClientSecret) -> dict[str, Any]:
    return {
        "secret": str(secret),
        "created": written(secret.created_at),
        "last_used": written(secret.last_used_at),
        "expires": written(secret.expires_at),
    }


def written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")


def as_text(told: dict[str, Any], heading: str = "") -> str:
    lines = [heading] if heading else []
    lines += [f"{name}: {in_words(value)}" for name, value in told.items()]
    if "client_secret" in told:
        lines.append("The secret is shown this once; keep it now.")
    return "\n".join(map(printable, lines))


def as_table(rows: Sequence[dict[str, Any]]) -> str:
    """One app a line: its id, its kind, whether it is on, its name."""
    switch = {True: "on ", False: "off"}
    lines = [f"{row['client_id']}  {row['kind']:6}  {switch[row['enabled']]}  {row['name']}" for row in rows]
    return "\n".join(map(printable, lines))


def in_words(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {in_words(part)}" for name, part in value.items())
    if isinstance(value, list):
        return "; ".join(map(in_words, value)) or "-"
    return {True: "yes", False: "no", None: "never", "": "-"}.get(value, str(value))


def printable(line: str) -> str:
    """A name written past the rules must not steer a terminal."""
    return "".join(letter if letter.isprintable() else "?" for letter in line)
