"""Refused requests that changed nothing, kept a while so that somebody can find out why an app fails.

What did change something (a replay, a reuse) is in the audit log. Here anybody can write, so it is rate-limited and
capped for each client; requests of unknown clients share one place.
"""

from __future__ import annotations

import logging
import re
from typing import Final

from django.db import InterfaceError, OperationalError

from hub_oauth import clients, throttles
from hub_oauth.audit import Act
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.errors import Refusal, ascii_only
from hub_oauth.models import RequestFailure

logger = logging.getLogger(__name__)

# Audited, or what every app meets in ordinary life, or a failure of ours, which the log has.
NOT_KEPT: Final = frozenset(
    {
        "access_denied",
        "code_spent",
        "consent_required",
        "form_tampered",
        "login_required",
        "refresh_reused",
        "server_error",
        "temporarily_unavailable",
    }
)
# A developer may have put a secret where a name belongs; its prefix gives it away.
SECRET: Final = re.compile(r"hub_(at|rt|ac|cs)_[A-Za-z0-9_.-]+")


def keep(endpoint: str, refusal: Refusal, act: Act, *, client: Application | None = None, named: str = "") -> None:
    """Write one, if its cause is worth it and there is room. named: the client_id as received. Never raises."""
    if is_not_worth_it(refusal):
        return
    try:
        client_id = client_id_of(client or clients.find(named))
        if throttles.admits("failures.client", client_id):
            write(endpoint, refusal, act, client_id, named)
            trim(client_id)
    except (OperationalError, InterfaceError):
        logger.warning("A refused request could not be kept: the database does not answer.")


def is_not_worth_it(refusal: Refusal) -> bool:
    """Also what is refused for its number: a few of those show who is meant, and more would be a flood of their own."""
    refusal.kept = True
    throttled = refusal.cause == "throttled"
    return refusal.cause in NOT_KEPT or (throttled and not throttles.admits("failures.throttled"))


def client_id_of(client: Application | None) -> str:
    """Blank for a client that is not registered: whoever makes up names shares one allowance."""
    return client.client_id if client else ""


def write(endpoint: str, refusal: Refusal, act: Act, client_id: str, named: str) -> None:
    RequestFailure.objects.create(
        endpoint=endpoint,
        error=refusal.error,
        cause=refusal.cause,
        description=SECRET.sub("[secret]", refusal.description)[:300],
        client_id=client_id,
        address=act.address,
        reference=act.reference,
        details={} if client_id or not named else {"client_id": SECRET.sub("[secret]", ascii_only(named))},
    )


def trim(client_id: str) -> None:
    """Let go of the oldest beyond the cap."""
    of_client = RequestFailure.objects.filter(client_id=client_id)
    beyond = of_client.order_by("-pk").values("pk")[conf.request_failures_per_client :][:1]
    of_client.filter(pk__lte=beyond).delete()
