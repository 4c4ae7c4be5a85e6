"""W019: e-mails that are written and go nowhere (``check --deploy``)."""

from __future__ import annotations

import warnings
from typing import Any, Final

import django
from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from hub_oauth.conf import DEFAULTS, conf

SMTP: Final = "django.core.mail.backends.smtp.EmailBackend"
NOWHERE: Final = tuple(f"django.core.mail.backends.{name}." for name in ("console", "dummy", "filebased", "locmem"))


@register(deploy=True)
def emails_arrive(**kwargs: Any) -> list[CheckMessage]:
    """Where the Hub sends any: a host's own NOTIFY may have other ways."""
    if conf["NOTIFY"] != DEFAULTS["NOTIFY"] or not backend().startswith(NOWHERE):
        return []
    hint = "Use a backend that sends, or HUB_OAUTH['NOTIFY'] = None if people shall not be told."
    return [Warning(f"People are told by e-mail, and {backend()} sends none.", hint=hint, id="hub_oauth.W019")]


def backend() -> str:
    """The class behind the default mailer; Django 6.1 has a setting of its own for it, and warns of the older one."""
    mailers = getattr(settings, "MAILERS", None) if django.VERSION >= (6, 1) else None
    if mailers is not None:
        return str(mailers.get("default", {}).get("BACKEND", SMTP))
    with warnings.catch_warnings(action="ignore"):
        return str(settings.EMAIL_BACKEND)
