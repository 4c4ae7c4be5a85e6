"""W011–W013, I001: what is fine on one's own machine, and what is in force (``check --deploy``)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register

from hub_oauth.checks.values import NUMBERS, is_number
from hub_oauth.conf import conf


@register(deploy=True)
def issuer_is_https(**kwargs: Any) -> list[CheckMessage]:
    if conf.issuer.startswith("https://"):
        return []
    hint = "Serve the Hub over TLS and say so in ISSUER: else tokens travel in clear text (RFC 6749 §1.6)."
    return [Warning(f"HUB_OAUTH['ISSUER'] {conf.issuer!r} is not https.", hint=hint, id="hub_oauth.W011")]


@register(deploy=True)
def code_is_short_lived(**kwargs: Any) -> list[CheckMessage]:
    seconds = conf["CODE_LIFETIME"]
    if not is_number(seconds) or seconds <= 60:
        return []
    hint = "Set HUB_OAUTH['CODE_LIFETIME'] = 60: a minute is enough for a redirect (ASVS 10.4.3)."
    return [Warning(f"Authorization codes live {seconds} s.", hint=hint, id="hub_oauth.W012")]


@register(deploy=True)
def sign_in_stands_alone(**kwargs: Any) -> list[CheckMessage]:
    """The page that opened the sign-in page in a window of its own could steer it elsewhere."""
    if settings.SECURE_CROSS_ORIGIN_OPENER_POLICY not in (None, "", "unsafe-none"):
        return []
    hint = 'Set SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin".'
    return [Warning("Your sign-in page keeps hold of its opener.", hint=hint, id="hub_oauth.W013")]


@register(deploy=True)
def limits_in_force(**kwargs: Any) -> list[CheckMessage]:
    """Not a problem: the published numbers, so that a deployment's log says under which ones it went out."""
    numbers = ", ".join(f"{name}={conf[name]}" for name in NUMBERS)
    return [Info(f"The Hub's limits: {numbers} (seconds, where a time).", id="hub_oauth.I001")]
