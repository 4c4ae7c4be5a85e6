from __future__ import annotations

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
            refusal = Refusal("scope_insufficient", scope=" ".join(self.scopes))
            raise RefusedByBearer(refusal, required=self.scopes, granted=tuple(sorted(request.auth.scopes)))
        return True


def RequiresScope(*scopes: str) -> type[ScopePermission]:  # noqa: N802  # reads as the class it makes
    """A permission class for ``permission_classes``; it composes with ``&`` and ``|`` like any other."""
    return type("RequiresScope", (ScopePermission,), {"scopes": scopes})
