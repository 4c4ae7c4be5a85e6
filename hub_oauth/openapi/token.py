"""``/api/oauth/token`` (RFC 6749 §4.1.3, §6)."""

from __future__ import annotations

from typing import Final

from hub_oauth.openapi import examples, forms
from hub_oauth.openapi.shapes import Shape, record, reference, text
from hub_oauth.protocol.tokens import ACCESS_TOKEN_PREFIX, REFRESH_TOKEN_PREFIX

NAME: Final = "Tokens"
CAUSES: Final = (
    "grant_type",
    "code_unknown",
    "code_expired",
    "code_spent",
    "code_redirect_uri",
    "verifier_missing",
    "verifier_malformed",
    "verifier_wrong",
    "refresh_unknown",
    "refresh_reused",
    "grant_over",
    "scope_malformed",
    "scope_too_wide",
    "resource_unknown",
)


def operations() -> Shape:
    body = {"oneOf": [with_code(), with_refresh_token()]}
    return {"post": forms.operation("token", "Get a pair of tokens", body, reference(NAME), CAUSES)}


def with_code() -> Shape:
    names = ("grant_type", "code", "code_verifier", "redirect_uri", "resource")
    fixed = {"enum": ["authorization_code"]}
    form = forms.form(names, required=("grant_type", "code", "code_verifier"), grant_type=fixed)
    return form | {"title": "A code", "examples": [examples.WITH_CODE]}


def with_refresh_token() -> Shape:
    names = ("grant_type", "refresh_token", "scope", "resource")
    fixed = {"enum": ["refresh_token"]}
    form = forms.form(names, required=("grant_type", "refresh_token"), grant_type=fixed)
    return form | {"title": "A refresh token", "examples": [examples.WITH_REFRESH_TOKEN]}


def schemas() -> Shape:
    """RFC 6749 §5.1."""
    properties = {
        "access_token": text(pattern=f"^{ACCESS_TOKEN_PREFIX}"),
        "token_type": text(enum=["Bearer"]),
        "expires_in": {"type": "integer", "minimum": 0, "description": "Seconds."},
        "refresh_token": text("Replaces the one that was sent.", pattern=f"^{REFRESH_TOKEN_PREFIX}"),
        "scope": text("What the access token may do, which may be less than was asked for."),
    }
    return {NAME: record(properties, additionalProperties=False, examples=[examples.TOKENS])}
