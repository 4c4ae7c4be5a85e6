"""Both discovery documents (RFC 8414, RFC 9728)."""

from __future__ import annotations

from typing import Final

from hub_oauth.openapi.shapes import Shape, answer, array, query, record, reference, text

SERVER: Final = "AuthorizationServer"
RESOURCE: Final = "ProtectedResource"
ADDRESSES: Final = (
    "issuer",
    "authorization_endpoint",
    "token_endpoint",
    "revocation_endpoint",
    "introspection_endpoint",
)
LISTS: Final = (
    "scopes_supported",
    "response_types_supported",
    "response_modes_supported",
    "grant_types_supported",
    "code_challenge_methods_supported",
    "token_endpoint_auth_methods_supported",
    "revocation_endpoint_auth_methods_supported",
    "introspection_endpoint_auth_methods_supported",
)
LINKS: Final = ("service_documentation", "op_policy_uri", "op_tos_uri")
RESOURCE_LINKS: Final = ("resource_documentation", "resource_policy_uri", "resource_tos_uri")


def server_operations() -> Shape:
    return {"get": operation("authorization_server", "Where the endpoints are, and what they support", SERVER)}


def resource_operations() -> Shape:
    return {"get": operation("protected_resource", "Who gives tokens for the API", RESOURCE)}


def resource_below_operations() -> Shape:
    summary = "Who gives tokens for a view of the site's own"
    shown = operation("protected_resource_below", summary, RESOURCE)
    shown["responses"]["404"] = answer("No resource is registered under this path.", record({"detail": text()}))
    path = text("A path of the site that takes tokens, slashes and all (RFC 9728 section 3.1).")
    return {"get": {**shown, "parameters": [{**query("path", path, required=True), "in": "path"}]}}


def operation(name: str, summary: str, schema: str) -> Shape:
    success = answer("The document.", reference(schema), Cache_Control="public; it changes with a deployment only.")
    refused = answer("Only GET and HEAD are answered.", Allow="Methods.")
    common = {"tags": ["Discovery"], "security": []}
    return {"operationId": name, "summary": summary, **common, "responses": {"200": success, "405": refused}}


def schemas() -> Shape:
    server = {name: text(format="uri") for name in ADDRESSES} | {name: array(text()) for name in LISTS}
    server["authorization_response_iss_parameter_supported"] = {"type": "boolean"}
    server["protected_resources"] = array(text(format="uri"))
    server["client_id_metadata_document_supported"] = {"type": "boolean"}
    server |= {name: text(format="uri") for name in LINKS}
    resource = {
        "resource": text(format="uri"),
        "authorization_servers": array(text(format="uri")),
        "scopes_supported": array(text()),
        "bearer_methods_supported": array(text(enum=["header"])),
        "resource_name": text(),
        **{name: text(format="uri") for name in RESOURCE_LINKS},
    }
    return {
        SERVER: record(server, optional=(*LINKS, "client_id_metadata_document_supported"), additionalProperties=False),
        RESOURCE: record(resource, optional=RESOURCE_LINKS, additionalProperties=False),
    }
