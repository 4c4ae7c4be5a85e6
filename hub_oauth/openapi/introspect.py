"""``/api/oauth/introspect`` (RFC 7662)."""

from __future__ import annotations

from typing import Final

from hub_oauth.openapi import examples, forms
from hub_oauth.openapi.shapes import Shape, record, reference, text
from hub_oauth.views.introspect import IntrospectView

NAME: Final = "Introspection"


def operations() -> Shape:
    body = forms.form(IntrospectView.parameters, required=("token",)) | {"examples": [examples.TOKEN]}
    return {"post": forms.operation("introspect", "Ask what a token is good for", body, reference(NAME), ())}


def schemas() -> Shape:
    """RFC 7662 §2.2: only ``active`` for what is not the asker's business."""
    properties = {
        "active": {"type": "boolean"},
        "scope": text(),
        "client_id": text(),
        "username": text(),
        "sub": text("The person's id."),
        "iss": text(),
        "aud": text("The resource it is for."),
        "exp": {"type": "integer", "description": "Seconds since 1970."},
        "token_type": text("Of an access token.", enum=["Bearer"]),
    }
    optional = set(properties) - {"active"}
    return {NAME: record(properties, optional=optional, additionalProperties=False, examples=examples.INTROSPECTIONS)}
