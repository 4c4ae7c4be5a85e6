"""Code that connects one app, with its real client_id and this Hub's real addresses; never with a secret in it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from hub_oauth.conf import conf
from hub_oauth.models import ClientProfile
from hub_oauth.views import metadata

ME: Final = "/api/auth/me"


@dataclass(frozen=True, slots=True)
class Snippet:
    """name: of the template below hub_oauth/snippets, less its .txt."""

    name: str
    title: str
    code: str


# Template -> what to call it, and how the language writes a text.
IN_SH, IN_CODE = shlex.quote, json.dumps
LANGUAGES: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "curl.sh": ("curl", IN_SH),
    "connect.py": ("Python: Authlib", IN_CODE),
    "django_views.py": ("Django: Authlib", IN_CODE),
    "openid_client.mjs": ("JavaScript on a server: openid-client", IN_CODE),
    "fetch.mjs": ("JavaScript on a server: fetch", IN_CODE),
    "page.js": ("JavaScript in the page: fetch", IN_CODE),
}
FOR_KIND: Final = {
    ClientProfile.Kind.WEB: ("curl.sh", "connect.py", "django_views.py", "openid_client.mjs", "fetch.mjs"),
    ClientProfile.Kind.SPA: ("page.js", "curl.sh"),
    ClientProfile.Kind.NATIVE: ("connect.py", "openid_client.mjs", "fetch.mjs", "curl.sh"),
}


def for_app(profile: ClientProfile) -> list[Snippet]:
    """Those that suit the kind of the app, the most likely first."""
    return [made(name, profile) for name in FOR_KIND[ClientProfile.Kind(profile.kind)]]


def made(name: str, profile: ClientProfile) -> Snippet:
    title, written = LANGUAGES[name]
    return Snippet(name, title, render_to_string(f"hub_oauth/snippets/{name}.txt", context(profile, written)))


def context(profile: ClientProfile, written: Callable[[str], str]) -> dict[str, Any]:
    """Every value as the language writes it; marked safe, for what it becomes is code and not HTML."""
    redirect_uri = profile.application.redirect_uris.split()[0]
    texts = {
        "client_id": profile.application.client_id,
        "redirect_uri": redirect_uri,
        "callback_path": urlsplit(redirect_uri).path.removeprefix("/"),
        "scope": profile.allowed_scopes,
        "issuer": conf.issuer,
        "authorize": metadata.url("authorize"),
        "token": metadata.url("token"),
        "metadata": metadata.url("authorization_server"),
        "me": conf.issuer + ME,
    }
    quoted = {f"{name}_quoted": quote(texts[name], safe="") for name in ("client_id", "redirect_uri", "scope")}
    values = {name: SafeString(written(text)) for name, text in texts.items()} | quoted
    flags = {"secret": profile.is_confidential, "insecure": conf.issuer_is_loopback_http, "open": SafeString("{")}
    return {**values, **flags}
