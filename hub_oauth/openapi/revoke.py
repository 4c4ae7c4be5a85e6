"""``/api/oauth/revoke`` (RFC 7009)."""

from __future__ import annotations

from hub_oauth.openapi import examples, forms
from hub_oauth.openapi.shapes import Shape, record
from hub_oauth.views.revoke import RevokeView


def operations() -> Shape:
    body = forms.form(RevokeView.parameters, required=("token",)) | {"examples": [examples.TOKEN]}
    nothing = record({}, additionalProperties=False, examples=[{}])
    return {"post": forms.operation("revoke", "End an authorization", body, nothing, ())}
