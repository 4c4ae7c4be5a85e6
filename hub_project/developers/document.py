"""The OpenAPI document as this site serves it: that of docs/openapi.yaml, with its own address in it."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer

from hub_oauth import cors
from hub_oauth.conf import conf
from hub_oauth.openapi.security import AUTHORIZATION_CODE
from hub_oauth.openapi.shapes import Shape

ADDRESSES: Final = ("authorizationUrl", "tokenUrl", "refreshUrl")


@login_not_required
@require_safe
def in_yaml(request: HttpRequest) -> HttpResponse:
    """``/developers/openapi.yaml``, with the media type of RFC 9512."""
    return public(rendered(conf.issuer, OpenApiYamlRenderer), "application/yaml")


@login_not_required
@require_safe
def in_json(request: HttpRequest) -> HttpResponse:
    """``/developers/openapi.json``."""
    return public(rendered(conf.issuer, OpenApiJsonRenderer), "application/json")


def public(body: bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(body, content_type=content_type, headers={"Cache-Control": "public, max-age=3600"})
    cors.share_with_all(response)  # tools read it from pages of their own
    return response


@cache
def rendered(issuer: str, renderer: Any) -> bytes:
    """It follows from code and settings alone, so each process makes it once."""
    body: bytes = renderer().render(at(issuer), renderer_context={})
    return body


def at(issuer: str) -> Shape:
    """With every address in full: a tool that saved it to a file must still find the Hub."""
    generator: Any = SchemaGenerator  # it ships no types
    with translation.override("en"):
        document: Shape = generator().get_schema(request=None, public=True)
    flow = document["components"]["securitySchemes"][AUTHORIZATION_CODE]["flows"]["authorizationCode"]
    flow.update({name: issuer + flow[name] for name in ADDRESSES})
    return {**document, "servers": [{"url": issuer}]}
