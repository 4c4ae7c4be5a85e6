"""The discovery documents: from settings alone, never from the request (RFC 8414 §3.3, RFC 9728 §3.3).

Any page may read them, before it is anybody's client. There is no ``openid-configuration``: the Hub signs nobody in by
OpenID Connect, and a client that found one would ask for an ID token.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import reverse
from django.urls.converters import PathConverter
from django.views.decorators.csrf import csrf_exempt

from hub_oauth import cors, resources
from hub_oauth import scopes as registry
from hub_oauth.conf import conf
from hub_oauth.views.token import GRANT_TYPES

Body = dict[str, Any]

METHODS: Final = ("GET", "HEAD", "OPTIONS")
CACHED: Final = {"Cache-Control": "public, max-age=3600"}
CONFIDENTIAL: Final = ("client_secret_basic", "client_secret_post")


def document(body_of: Callable[..., Body | None]) -> Callable[..., HttpResponse]:
    """A view that shows what ``body_of`` gives for the rest of the path; 404 for None."""

    @login_not_required  # whatever a host's LoginRequiredMiddleware says
    @csrf_exempt  # another method is told so, and not that its form lacks something
    @wraps(body_of)
    def view(request: HttpRequest, **path: str) -> HttpResponse:
        if cors.is_preflight(request):  # a client may name its version in a header of its own
            return cors.preflight_for_all(", ".join(METHODS))
        if request.method not in METHODS[:2]:
            response: HttpResponse = HttpResponseNotAllowed(METHODS)
        elif (body := body_of(**path)) is None:
            response = JsonResponse({"detail": "There is no such resource here."}, status=404)
        else:
            response = JsonResponse(body, headers=CACHED)
        cors.share_with_all(response)
        return response

    return view


class ResourcePathConverter(PathConverter):
    """``<resource:path>``: whatever it holds, so that a program that asks gets an answer for programs."""

    regex = r"[\s\S]+"


@document
def authorization_server() -> Body:
    """``/.well-known/oauth-authorization-server`` (RFC 8414 §2)."""
    return {
        "issuer": conf.issuer,
        "authorization_endpoint": url("authorize"),
        "token_endpoint": url("token"),
        "revocation_endpoint": url("revoke"),
        "introspection_endpoint": url("introspect"),
        "scopes_supported": [scope.name for scope in registry.everything()],
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": list(GRANT_TYPES),
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": [*CONFIDENTIAL, "none"],
        "revocation_endpoint_auth_methods_supported": [*CONFIDENTIAL, "none"],
        "introspection_endpoint_auth_methods_supported": list(CONFIDENTIAL),
        "authorization_response_iss_parameter_supported": True,
        "protected_resources": list(resources.known()),  # RFC 9728 §4
        **client_id_documents(),
        **texts("service_documentation", "op_policy_uri", "op_tos_uri"),
    }


@document
def protected_resource(path: str = "") -> Body | None:
    """``/.well-known/oauth-protected-resource`` and ``…/path`` of what a host registered (RFC 9728 §2, §3.1)."""
    identifier = f"{conf.issuer}/{path}" if path else conf.issuer
    if not resources.is_known(identifier):
        return None
    return {
        # RFC 9728 §3.3: the identifier that the client made this address of, with its slash if it wrote one.
        "resource": identifier,
        "authorization_servers": [conf.issuer],
        "scopes_supported": list(resources.scopes_of(identifier)),
        "bearer_methods_supported": ["header"],
        "resource_name": conf.site_name,
        **texts("resource_documentation", "resource_policy_uri", "resource_tos_uri"),
    }


def client_id_documents() -> Body:
    """draft-ietf-oauth-client-id-metadata-document §5.1; a client that reads it needs no registration."""
    return {} if conf.client_id_documents == "off" else {"client_id_metadata_document_supported": True}


def texts(*names: str) -> dict[str, str]:
    """Links for developers under these names, those that the host has set: documentation, policy, terms."""
    links = (conf.documentation_url, conf.policy_url, conf.terms_url)
    return {name: link for name, link in zip(names, links, strict=True) if link}


def url(name: str) -> str:
    return conf.issuer + reverse(f"hub_oauth:{name}")
