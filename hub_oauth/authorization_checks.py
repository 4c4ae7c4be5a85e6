"""What an authorization request must be (RFC 6749 §4.1.2.1, RFC 7636 §4.4.1): the tuple CHECKS, in this order.

The endpoint stops at the first Refusal; the request doctor of the admin goes on and says of each check how it ended.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from hub_oauth import resources
from hub_oauth import scopes as registry
from hub_oauth.conf import conf
from hub_oauth.destination_checks import client_is_enabled, client_is_known, redirect_uri_is_registered
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal
from hub_oauth.protocol import pkce
from hub_oauth.protocol import scopes as scope_lists
from hub_oauth.protocol.parameters import Parameters

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

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


class Check(NamedTuple):
    """One rule, and what it asks for in words. It takes the request and the app it names, and raises a Refusal."""

    holds: Callable[[Parameters, Application], None]
    label: _StrPromise


# Before these hold nothing is redirected anywhere.
ON_OUR_PAGE: Final = (
    Check(client_is_known, _("client_id is that of an app registered here")),
    Check(client_is_enabled, _("The app is turned on")),
    Check(redirect_uri_is_registered, _("redirect_uri is registered for the app, character by character")),
)
# From here on errors go back to the client.
BACK_TO_THE_APP: Final = (
    Check(parameters_are_readable, _("Every parameter is readable and given once")),
    Check(state_fits, _("state is not too long")),
    Check(response_type_is_code, _("response_type is code")),
    Check(response_mode_is_query, _("response_mode is query or absent")),
    Check(challenge_is_s256, _("code_challenge is there, made with S256")),
    Check(prompt_is_known, _("prompt is known or absent")),
    Check(max_age_is_a_number, _("max_age is a number of seconds or absent")),
    Check(login_hint_fits, _("login_hint is not too long")),
    Check(scopes_are_allowed, _("Every scope exists and is allowed for the app")),
    Check(resource_is_known, _("resource is this server or absent")),
)
CHECKS: Final = ON_OUR_PAGE + BACK_TO_THE_APP


def run(checks: Iterable[Check], parameters: Parameters, client: Application | None) -> None:
    """Run checks in order; raises the first Refusal."""
    for check in checks:
        check.holds(parameters, client)
