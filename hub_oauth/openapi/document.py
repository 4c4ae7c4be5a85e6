"""The protocol beside the resources that drf-spectacular found."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse

from hub_oauth.openapi import authorize, introspect, metadata, problems, refusals, revoke, security, token
from hub_oauth.openapi.shapes import Shape

# The name of a route -> what is done there.
OPERATIONS: Final = {
    "authorize": authorize.operations,
    "token": token.operations,
    "revoke": revoke.operations,
    "introspect": introspect.operations,
    "authorization_server": metadata.server_operations,
    "protected_resource": metadata.resource_operations,
}
SCHEMAS: Final = (metadata.schemas, introspect.schemas, problems.schemas, refusals.schemas, token.schemas)


def add_protocol(result: Shape, generator: Any, request: Any, public: bool) -> Shape:
    """A postprocessing hook (``SPECTACULAR_SETTINGS["POSTPROCESSING_HOOKS"]``)."""
    paths = {reverse(f"hub_oauth:{name}"): operations() for name, operations in OPERATIONS.items()}
    paths[reverse("hub_oauth:protected_resource") + "/{path}"] = metadata.resource_below_operations()
    result["paths"] = dict(sorted({**result["paths"], **paths}.items()))
    components = result.setdefault("components", {})
    components["schemas"] = dict(sorted({**components.get("schemas", {}), **all_schemas()}.items()))
    components["securitySchemes"] = security.schemes()
    return result


def all_schemas() -> Shape:
    return {name: schema for schemas in SCHEMAS for name, schema in schemas().items()}
