"""E010–E011, W010: how django-oauth-toolkit is set up beside the Hub."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register
from django.utils.module_loading import import_string

from hub_oauth.dot.recommended import SAFE, SEAM


@register
def validator_is_ours(**kwargs: Any) -> list[CheckMessage]:
    """Without it, DOT's endpoints know Hub clients, and Hub tokens open nothing of the host's."""
    if not apps.is_installed("oauth2_provider"):  # its classes can't be imported; E005 says so
        return []
    from hub_oauth.dot.validator import HubValidatorMixin

    if comes_first(HubValidatorMixin, given().get("OAUTH2_VALIDATOR_CLASS")):
        return []
    hint = (
        "OAUTH2_PROVIDER = hub_oauth.recommended_settings(existing={...}); with a validator of your own, let it "
        "inherit from hub_oauth.dot.validator.HubValidatorMixin first."
    )
    return [Error("OAUTH2_PROVIDER['OAUTH2_VALIDATOR_CLASS'] is not the Hub's.", hint=hint, id="hub_oauth.E010")]


@register
def scopes_are_ours(**kwargs: Any) -> list[CheckMessage]:
    if not apps.is_installed("oauth2_provider"):  # its classes can't be imported; E005 says so
        return []
    from hub_oauth.dot.scopes import HubScopes

    if comes_first(HubScopes, given().get("SCOPES_BACKEND_CLASS")):
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


def comes_first(ours: type, written: Any) -> bool:
    """Whether the written class, or the class it names, asks ours before any class of DOT's."""
    try:
        found = import_string(written) if isinstance(written, str) else written
    except ImportError:
        return False
    order = found.__mro__ if isinstance(found, type) else ()
    first = next((one for one in order if one is ours or one.__module__.startswith("oauth2_provider.")), None)
    return first is ours
