"""What an authorization request must be, beyond a known client and redirect URI (RFC 6749 §4.1.2.1, RFC 7636 §4.4.1).

Whatever is refused here may be answered to the client. The order of the checks is the tuple CHECKS.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from hub_oauth import resources
from hub_oauth import scopes as registry
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol import pkce
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.protocol.parameters import Parameters

STATE_LIMIT: Final = 2048  # bytes
LOGIN_HINT_LIMIT: Final = 320  # bytes: the longest e-mail address (RFC 5321 §4.5.3.1)
MAX_AGE: Final = re.compile(r"[0-9]{1,10}")  # seconds; no sign, no other digits
PROMPTS: Final = frozenset({"none", "login", "consent", "select_account"})


def parameters_are_readable(parameters: Parameters, client: Application) -> None:
    parameters.check_all()


def state_fits(parameters: Parameters, client: Application) -> None:
    if len((parameters.get("state") or "").encode()) > STATE_LIMIT:
        raise Refusal("parameter_too_long", name="state", limit=STATE_LIMIT)


def response_type_is_code(parameters: Parameters, client: Application) -> None:
    if parameters.require("response_type") != "code":
        raise Refusal("response_type")


def response_mode_is_query(parameters: Parameters, client: Application) -> None:
    if parameters.get("response_mode") not in (None, "query"):
        raise Refusal("response_mode")


def challenge_is_s256(parameters: Parameters, client: Application) -> None:
    challenge = parameters.get("code_challenge")
    if challenge is None:
        raise Refusal("challenge_missing")
    # RFC 7636 §4.3: an absent method means plain, which is not offered.
    if parameters.get("code_challenge_method") != "S256":
        raise Refusal("challenge_method")
    if not pkce.challenge_is_valid(challenge):
        raise Refusal("challenge_malformed")


def prompt_is_known(parameters: Parameters, client: Application) -> None:
    prompts = prompts_of(parameters)
    if prompts - PROMPTS or ("none" in prompts and len(prompts) > 1):
        raise Refusal("prompt")


def max_age_is_a_number(parameters: Parameters, client: Application) -> None:
    max_age_of(parameters)


def login_hint_fits(parameters: Parameters, client: Application) -> None:
    if len((parameters.get("login_hint") or "").encode()) > LOGIN_HINT_LIMIT:
        raise Refusal("parameter_too_long", name="login_hint", limit=LOGIN_HINT_LIMIT)


def scopes_are_allowed(parameters: Parameters, client: Application) -> None:
    asked = scopes_of(parameters)
    if not asked:
        raise Refusal("scope_missing")
    for scope in asked:
        if registry.find(scope) is None or scope not in client.hub_profile.scopes_allowed:
            raise Refusal("scope_unknown", scope=scope)


def resource_is_known(parameters: Parameters, client: Application) -> None:
    resource = parameters.get("resource")
    if resource is not None and not resources.is_known(resource):
        raise Refusal("resource_unknown")


def scopes_of(parameters: Parameters) -> tuple[str, ...]:
    return scope_lists.parse(parameters.get("scope")) or tuple(conf.default_scopes)


def prompts_of(parameters: Parameters) -> frozenset[str]:
    return frozenset((parameters.get("prompt") or "").split())


def max_age_of(parameters: Parameters) -> int | None:
    """How many seconds ago the person may have signed in (OpenID Connect Core §3.1.2.1); None for any."""
    given = parameters.get("max_age")
    if given is not None and not MAX_AGE.fullmatch(given):
        raise Refusal("max_age")
    return None if given is None else int(given)


Check = Callable[[Parameters, Application], None]
CHECKS: Final[tuple[Check, ...]] = (
    parameters_are_readable,
    state_fits,
    response_type_is_code,
    response_mode_is_query,
    challenge_is_s256,
    prompt_is_known,
    max_age_is_a_number,
    login_hint_fits,
    scopes_are_allowed,
    resource_is_known,
)


def check(parameters: Parameters, client: Application) -> None:
    """Run every check in order; raises the first Refusal."""
    for one in CHECKS:
        one(parameters, client)
