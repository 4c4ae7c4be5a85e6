"""What the endpoints for clients have in common: a form in, JSON out."""

from __future__ import annotations

from collections.abc import Sequence

from hub_oauth.openapi import refusals
from hub_oauth.openapi.parameters import PARAMETERS
from hub_oauth.openapi.security import BY_CLIENT
from hub_oauth.openapi.shapes import Shape, answer, content, record
from hub_oauth.views.endpoint import CREDENTIALS, FORM


def operation(name: str, summary: str, body: Shape, given: Shape, causes: Sequence[str]) -> Shape:
    """given: the schema of a 200; causes: keys of ``hub_oauth.errors.CAUSES`` beside those of every form and client."""
    success = answer("Done.", given, Cache_Control="no-store", Pragma="no-cache")
    return {
        "operationId": name,
        "summary": summary,
        "tags": ["OAuth"],
        "security": BY_CLIENT,
        "requestBody": {"required": True, "content": content(FORM, body)},
        "responses": {"200": success, **refusals.responses((*refusals.OF_A_FORM, *refusals.OF_A_CLIENT, *causes))},
    }


def form(names: Sequence[str], *, required: Sequence[str], **fixed: Shape) -> Shape:
    """A form of these parameters, with the client's own; fixed: closer constraints on single ones."""
    properties = {name: PARAMETERS[name] | fixed.get(name, {}) for name in (*CREDENTIALS, *names)}
    return record(properties, optional=set(properties) - set(required))
