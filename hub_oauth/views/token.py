from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from hub_oauth import codes, refresh_tokens, throttles
from hub_oauth.audit import Act
from hub_oauth.codes import Redemption
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol import pkce, scopes
from hub_oauth.protocol.parameters import Parameters
from hub_oauth.token_pairs import TokenPair
from hub_oauth.views.endpoint import Endpoint

GRANT_TYPES: Final = ("authorization_code", "refresh_token")


class TokenView(Endpoint):
    """``/api/oauth/token``: a code or a refresh token for a pair of tokens (RFC 6749 §4.1.3, §6)."""

    name = "token"
    parameters = ("grant_type", "code", "code_verifier", "redirect_uri", "refresh_token", "scope", "resource")

    def check(self, parameters: Parameters) -> None:
        if parameters.require("grant_type") not in GRANT_TYPES:
            raise Refusal("grant_type")

    def answer(self, client: Application, parameters: Parameters, act: Act) -> Mapping[str, Any]:
        exchange = redeem if parameters.get("grant_type") == "authorization_code" else refresh
        try:
            return exchange(client, parameters, act).to_dict()
        except Refusal as refusal:
            if refusal.error == "invalid_grant":
                throttles.hit("token.refused", client.pk, act.address)
            raise


def redeem(client: Application, parameters: Parameters, act: Act) -> TokenPair:
    code, verifier = parameters.require("code"), parameters.get("code_verifier")
    if verifier is None:
        raise Refusal("verifier_missing")
    if not pkce.verifier_is_valid(verifier):
        raise Refusal("verifier_malformed")  # RFC 7636 §4.1, even where the hash would match
    redemption = Redemption(code, verifier, parameters.get("redirect_uri"), parameters.get("resource"))
    return codes.redeem(client, redemption, act=act)


def refresh(client: Application, parameters: Parameters, act: Act) -> TokenPair:
    token, asked = parameters.require("refresh_token"), scopes.parse(parameters.get("scope"))
    resource = parameters.get("resource")
    return refresh_tokens.rotate(client, token=token, scopes=asked, resource=resource, act=act)
