"""What an app's developer needs, as a file for its environment: in the page itself, so that no later request has it."""

from __future__ import annotations

import base64

from django.utils.text import slugify

from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile


def name_of(profile: ClientProfile) -> str:
    return f"{slugify(str(profile)) or 'app'}.env"


def address_of(profile: ClientProfile, secret: str | None) -> str:
    """A ``data:`` URL that a browser saves."""
    return f"data:text/plain;base64,{base64.b64encode(text_of(profile, secret).encode()).decode()}"


def text_of(profile: ClientProfile, secret: str | None) -> str:
    """One value a line. secret: None for an app that has none, or empty where its developer is to fill it in."""
    client_id = profile.application.client_id
    values = {"HUB_ISSUER": conf.issuer, "HUB_CLIENT_ID": client_id, "HUB_CLIENT_SECRET": secret}
    return "".join(f"{name}={value}\n" for name, value in values.items() if value is not None)
