from __future__ import annotations

from functools import cache as remember

from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from hub_oauth.access_tokens import Bearer
from hub_oauth.api.errors import RefusedByBearer
from hub_oauth.errors import Refusal


class ScopePermission(BasePermission):
    """Made by RequiresScope: every one of ``scopes`` must be in the token, the consent and the client still."""

    scopes: tuple[str, ...] = ()

    def has_permission(self, request: Request, view: APIView) -> bool:
        """False without a token (a 401 follows); RefusedByBearer with a 403 where a scope is missing."""
        if not isinstance(request.auth, Bearer):
            return False
        if not set(self.scopes) <= request.auth.scopes:
            raise lacking(request.auth, self.scopes)
        return True


def lacking(bearer: Bearer, scopes: tuple[str, ...]) -> RefusedByBearer:
    """The 403 for a token without one of these scopes (RFC 6750 §3.1)."""
    return RefusedByBearer(
        Refusal("scope_insufficient", scope=" ".join(scopes)),
        required=scopes,
        granted=tuple(sorted(bearer.scopes)),
        authorize=parameters_for(bearer, [scope for scope in scopes if scope not in bearer.scopes]),
    )


def parameters_for(bearer: Bearer, missing: list[str]) -> dict[str, str] | None:
    """What an authorization request for just the addition carries; None where this client may not ask for it.

    redirect_uri, state and the challenge are the client's to add: it knows the first and has to make the others.
    """
    if not set(missing) <= set(bearer.client.hub_profile.scopes_allowed):
        return None
    asked = {"client_id": bearer.client.client_id, "response_type": "code", "scope": " ".join(missing)}
    return asked | ({"resource": bearer.grant.resource} if bearer.grant.resource else {})


@remember
def RequiresScope(*scopes: str) -> type[ScopePermission]:  # noqa: N802  # reads as the class it makes
    """A permission class for ``permission_classes``; it composes with ``&`` and ``|`` like any other."""
    return type("RequiresScope", (ScopePermission,), {"scopes": scopes})
