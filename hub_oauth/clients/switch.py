"""A client turned off, and on again."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from hub_oauth import audit, signals
from hub_oauth.audit import Act
from hub_oauth.clients.locks import hold
from hub_oauth.dot.applications import Application

# Only disable and enable write these: an edit that began before must not turn an app on again.
SWITCH: Final = ("enabled", "disabled_reason", "disabled_reason_is_shown")


def disable(
    application: Application, *, act: Act, reason: str = "", show_reason: bool = False, notify: bool = True
) -> None:
    """Suspend a client: its requests and tokens are refused from the next request on. Idempotent.

    show_reason: whether people read the reason, too; notify: whether those who connected it are told.
    """
    set_enabled(application, False, act=act, reason=reason, show_reason=show_reason and bool(reason), notify=notify)


def enable(application: Application, *, act: Act, reason: str = "") -> None:
    """Restore a client and the tokens it had that have not expired. Idempotent."""
    set_enabled(application, True, act=act, reason=reason)


@transaction.atomic
def set_enabled(
    application: Application,
    enabled: bool,
    *,
    act: Act,
    reason: str = "",
    show_reason: bool = False,
    notify: bool = False,
) -> None:
    profile = hold(application)
    if profile.enabled != enabled:
        profile.enabled, profile.disabled_reason = enabled, "" if enabled else reason
        profile.disabled_reason_is_shown = show_reason
        profile.save(update_fields=SWITCH)
        event, signal = (
            ("client.enabled", signals.client_enabled) if enabled else ("client.disabled", signals.client_disabled)
        )
        audit.record(event, act, client=application, reason=reason)
        signals.announce(signal, user=act.actor, client=application, notify=notify)
