from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hub_oauth import revocation
from hub_oauth.audit import Act
from hub_oauth.dot.applications import Application
from hub_oauth.protocol.parameters import Parameters
from hub_oauth.views.endpoint import Endpoint


class RevokeView(Endpoint):
    """``/api/oauth/revoke`` (RFC 7009); the answer is the same whether there was anything to revoke."""

    name = "revoke"
    parameters = ("token", "token_type_hint")
    throttle = "revoke.client"

    def answer(self, client: Application, parameters: Parameters, act: Act) -> Mapping[str, Any]:
        revocation.revoke(client, parameters.require("token"), act=act)
        return {}
