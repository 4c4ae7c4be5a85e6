"""W011–W012, I001: what is fine on one's own machine, and what is in force (``check --deploy``)."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Info, Warning, register

from hub_oauth.checks.settings import NUMBERS
from hub_oauth.conf import conf


@register(deploy=True)
def issuer_is_https(**kwargs: Any) -> list[CheckMessage]:
    if conf.issuer.startswith("https://"):
        return []
    hint = "Tokens and passwords would travel in clear text (RFC 6749 §1.6)."
    return [Warning(f"HUB_OAUTH['ISSUER'] {conf.issuer!r} is not https.", hint=hint, id="hub_oauth.W011")]


@register(deploy=True)
def code_is_short_lived(**kwargs: Any) -> list[CheckMessage]:
    seconds = conf.code_lifetime.total_seconds()
    if seconds <= 60:
        return []
    hint = "A minute is enough for a redirect (ASVS 10.4.3)."
    return [Warning(f"Authorization codes live {seconds:.0f} s.", hint=hint, id="hub_oauth.W012")]


@register(deploy=True)
def limits_in_force(**kwargs: Any) -> list[CheckMessage]:
    """Not a problem: the published numbers, so that a deployment's log says under which ones it went out."""
    numbers = ", ".join(f"{name}={conf[name]}" for name in NUMBERS)
    return [Info(f"The Hub's limits: {numbers} (seconds, where a time).", id="hub_oauth.I001")]
