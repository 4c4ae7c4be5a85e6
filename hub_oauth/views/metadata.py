"""Both discovery documents: from settings alone, never from the request (RFC 8414 §3.3, RFC 9728 §3.3)."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from hub_oauth import cors
from hub_oauth import scopes as registry
from hub_oauth.conf import conf
from hub_oauth.views.token import GRANT_TYPES


@login_not_required  # whatever a host's LoginRequiredMiddleware says
@csrf_exempt  # another method is told so, and not that its form lacks something
@require_safe
def authorization_server(request: HttpRequest) -> JsonResponse:
    """``/.well-known/oauth-authorization-server`` (RFC 8414 §2)."""
    confidential = ["client_secret_basic", "client_secret_post"]
    return document(
        {
            "issuer": conf.issuer,
            "authorization_endpoint": url("authorize"),
            "token_endpoint": url("token"),
            "revocation_endpoint": url("revoke"),
            "introspection_endpoint": url("introspect"),
            "scopes_supported": scope_names(),
            "response_types_supported": ["code"],
            "response_modes_supported": ["query"],
            "grant_types_supported": list(GRANT_TYPES),
            "code_challenge_methods_supported": ["S256"],
            "token_endpoint_auth_methods_supported": [*confidential, "none"],
            "revocation_endpoint_auth_methods_supported": [*confidential, "none"],
            "introspection_endpoint_auth_methods_supported": confidential,
            "authorization_response_iss_parameter_supported": True,
        }
    )


@login_not_required
@csrf_exempt
@require_safe
def protected_resource(request: HttpRequest) -> JsonResponse:
    """``/.well-known/oauth-protected-resource`` (RFC 9728 §2)."""
    return document(
        {
            "resource": conf.issuer,
            "authorization_servers": [conf.issuer],
            "scopes_supported": scope_names(),
            "bearer_methods_supported": ["header"],
            "resource_name": conf.site_name,
        }
    )


def document(body: dict[str, Any]) -> JsonResponse:
    response = JsonResponse(body, headers={"Cache-Control": "public, max-age=3600"})
    cors.share_with_all(response)  # a page must find the endpoints before it is anybody's client
    return response


def url(name: str) -> str:
    return conf.issuer + reverse(f"hub_oauth:{name}")


def scope_names() -> list[str]:
    return [scope.name for scope in registry.everything()]
