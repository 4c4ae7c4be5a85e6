from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from hub_oauth import introspection
from hub_oauth.dot.applications import Application
from hub_oauth.protocol.parameters import Parameters
from hub_oauth.views.endpoint import Endpoint


class IntrospectView(Endpoint):
    """``/api/oauth/introspect`` (RFC 7662)."""

    parameters = ("token", "token_type_hint")

    def answer(self, request: HttpRequest, client: Application, parameters: Parameters) -> Mapping[str, Any]:
        return introspection.describe(client, parameters.require("token"))
