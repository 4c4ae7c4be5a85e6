"""E010–E011, W010: how django-oauth-toolkit is set up beside the Hub."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from hub_oauth.dot.recommended import SAFE, SEAM


@register
def validator_is_ours(**kwargs: Any) -> list[CheckMessage]:
    """Without it, DOT's endpoints know Hub clients, and Hub tokens open nothing of the host's."""
    from hub_oauth.dot.validator import HubValidatorMixin

    if is_subclass(given().get("OAUTH2_VALIDATOR_CLASS"), HubValidatorMixin):
        return []
    hint = (
        "OAUTH2_PROVIDER = hub_oauth.recommended_settings(existing={...}); with a validator of your own, let it "
        "inherit from hub_oauth.dot.validator.HubValidatorMixin first."
    )
    return [Error("OAUTH2_PROVIDER['OAUTH2_VALIDATOR_CLASS'] is not the Hub's.", hint=hint, id="hub_oauth.E010")]


@register
def scopes_are_ours(**kwargs: Any) -> list[CheckMessage]:
    from hub_oauth.dot.scopes import HubScopes

    if is_subclass(given().get("SCOPES_BACKEND_CLASS"), HubScopes):
        return []
    hint = (
        "OAUTH2_PROVIDER = hub_oauth.recommended_settings(existing={...}); with a scopes backend of your own, let it "
        "inherit from hub_oauth.dot.scopes.HubScopes."
    )
    return [Error("OAUTH2_PROVIDER['SCOPES_BACKEND_CLASS'] is not the Hub's.", hint=hint, id="hub_oauth.E011")]


@register(deploy=True)
def values_are_recommended(**kwargs: Any) -> list[CheckMessage]:
    """Only DOT's own endpoints depend on these; a host that keeps older values is told which."""
    return [
        Warning(
            f"OAUTH2_PROVIDER[{name!r}] is {given().get(name, 'not set')!r}; {value!r} is recommended.",
            hint="It concerns DOT's own endpoints only. Silence hub_oauth.W010 where you mean it.",
            id="hub_oauth.W010",
        )
        for name, value in SAFE.items()
        if name not in SEAM and name not in ("SCOPES", "DEFAULT_SCOPES") and given().get(name) != value
    ]


def given() -> dict[str, Any]:
    return getattr(settings, "OAUTH2_PROVIDER", {})


def is_subclass(given_class: Any, wanted: type) -> bool:
    try:
        found = import_string(given_class) if isinstance(given_class, str) else given_class
    except ImportError:
        return False
    return isinstance(found, type) and issubclass(found, wanted)
