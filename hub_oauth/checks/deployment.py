"""W011–W013, W015–W017, W021, I001: what is fine on one's own machine, and what is in force (``check --deploy``)."""

from __future__ import annotations

import re
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Info, Warning, register

from hub_oauth.authorization_checks import STATE_LIMIT
from hub_oauth.checks.values import NUMBERS, is_number
from hub_oauth.conf import conf
from hub_oauth.models.grants import WRONG_VERIFIERS_ALLOWED
from hub_oauth.secrets import LIVE_AT_ONCE

# What no setting changes.
FIXED: Final = {
    "wrong verifiers a code": WRONG_VERIFIERS_ALLOWED,
    "live secrets an app": LIVE_AT_ONCE,
    "bytes of state": STATE_LIMIT,
}
OF_ONE_PROCESS: Final = tuple(f"django.core.cache.backends.{name}Cache" for name in ("locmem.LocMem", "dummy.Dummy"))


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
def administrators_sign_in_again(**kwargs: Any) -> list[CheckMessage]:
    seconds = conf["ADMIN_RECENT_LOGIN"]
    if not is_number(seconds) or seconds <= 15 * 60:
        return []
    hint = "Set HUB_OAUTH['ADMIN_RECENT_LOGIN'] = 900: who finds a screen unlocked should not change apps (ASVS 7.5.3)."
    message = f"Dangerous acts in the admin rest on a sign-in up to {seconds} s old."
    return [Warning(message, hint=hint, id="hub_oauth.W021")]


@register(deploy=True)
def sign_in_stands_alone(**kwargs: Any) -> list[CheckMessage]:
    """The page that opened the sign-in page in a window of its own could steer it elsewhere."""
    if conf.allow_popup_clients or settings.SECURE_CROSS_ORIGIN_OPENER_POLICY not in (None, "", "unsafe-none"):
        return []
    hint = 'Set SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin".'
    return [Warning("Your sign-in page keeps hold of its opener.", hint=hint, id="hub_oauth.W013")]


@register(deploy=True)
def limits_are_on(**kwargs: Any) -> list[CheckMessage]:
    """Silenced by whoever limits in front of the Hub."""
    if off := [name for name, rate in conf.throttles.items() if rate is None]:
        hint = "Give them a rate; the defaults are far above what an honest app does."
        return [Warning(f"HUB_OAUTH['THROTTLES']: {', '.join(off)}: no limit.", hint=hint, id="hub_oauth.W015")]
    return []


@register(deploy=True)
def limits_are_counted_together(**kwargs: Any) -> list[CheckMessage]:
    """A cache of each process's own lets an attacker try once more for every worker."""
    if settings.CACHES["default"]["BACKEND"] not in OF_ONE_PROCESS:
        return []
    hint = "Use a cache that all workers share: CACHES['default'] on Redis, Memcached or the database."
    return [Warning("Limits are counted in each process by itself.", hint=hint, id="hub_oauth.W016")]


@register(deploy=True)
def clear_text_is_refused(**kwargs: Any) -> list[CheckMessage]:
    """SecurityMiddleware would send a token request on to https, after its secret travelled in clear text."""
    exempt = any(re.search(pattern, "api/oauth/token") for pattern in settings.SECURE_REDIRECT_EXEMPT)
    if not settings.SECURE_SSL_REDIRECT or exempt:
        return []
    hint = 'Set SECURE_REDIRECT_EXEMPT = [r"^api/(?!oauth/authorize$)"]: the Hub refuses there (ASVS 4.1.2).'
    return [Warning("Token requests over http are redirected.", hint=hint, id="hub_oauth.W017")]


@register(deploy=True)
def limits_in_force(**kwargs: Any) -> list[CheckMessage]:
    """Not a problem: the published numbers, so that a deployment's log says under which ones it went out."""
    numbers = ", ".join(f"{name}={conf[name]}" for name in NUMBERS)
    rates = ", ".join(f"{name}={rate or 'off'}" for name, rate in conf.throttles.items())
    fixed = ", ".join(f"{name}={number}" for name, number in FIXED.items())
    return [Info(f"The Hub's limits: {numbers} (seconds, where a time); {rates}; {fixed}.", id="hub_oauth.I001")]
