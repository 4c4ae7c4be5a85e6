from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub_oauth import introspection
from hub_oauth.audit import Act
from hub_oauth.dot.applications import Application
from hub_oauth.protocol.parameters import Parameters
from hub_oauth.views.endpoint import Endpoint


class IntrospectView(Endpoint):
    """``/api/oauth/introspect`` (RFC 7662)."""

    name = "introspect"
    parameters = ("token", "token_type_hint")
    throttle = "introspect.client"

    def answer(self, client: Application, parameters: Parameters, act: Act) -> Mapping[str, Any]:
        return introspection.describe(client, parameters.require("token"))
