"""What people are told of when it happens: from signals, after COMMIT, and never at the cost of the act itself.

``HUB_OAUTH["NOTIFY"]`` is what tells them: by default an e-mail. A host names a function of its own there, which takes
a Notice, or None for silence; or disconnects single receivers below.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.dispatch import receiver
from django.utils import timezone

from hub_oauth import outbox, signals
from hub_oauth import scopes as registry
from hub_oauth.audit import Act
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.models import Consent
from hub_oauth.people import Person
from hub_oauth.scopes import Scope

Kind = Literal["connected", "removed", "turned_off", "disconnected", "addresses_changed"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing that one person should know.

    kind: ``connected`` (a new app, or more for one), ``removed`` (by an administrator), ``turned_off`` (the app, for
    everybody), ``disconnected`` (because a token or code came twice), ``addresses_changed`` (to the app's owner: its
    redirect URIs are others now). scopes: what the app can do since ``connected``;
    agent: the User-Agent of the person's browser, where the person did it.
    """

    kind: Kind
    user: Person
    client: Application
    at: datetime
    scopes: tuple[Scope, ...] = ()
    agent: str = ""


def tell(notice: Notice) -> None:
    """By whatever the host chose. Never raises: what happened has happened."""
    try:
        if notify := conf.notify:
            notify(notice)
    except Exception as error:  # noqa: BLE001  # a host's own code
        outbox.failed(notice.kind, error)


@receiver(signals.consent_granted, dispatch_uid="hub_oauth.connected")
def on_consent_granted(
    *, user: Person, client: Application, consent: Consent, added: Collection[str], act: Act, **kwargs: Any
) -> None:
    scopes = registry.in_order(added)
    if is_news(client, consent, scopes):
        tell(Notice("connected", user, client, timezone.now(), scopes, act.agent))


def is_news(client: Application, consent: Consent, added: Collection[Scope]) -> bool:
    """Whether the person should hear of it, as the site wants it; never of the site's own apps, nor of a renewal."""
    wanted = conf.notify_on_grant
    if not added or client.hub_profile.first_party or wanted == "never":
        return False
    is_new = {scope.name for scope in added} == set(consent.scope_names)
    return any(scope.sensitive for scope in added) or (is_new and wanted == "new")


@receiver(signals.consent_revoked, dispatch_uid="hub_oauth.removed")
def on_consent_revoked(*, user: Person, client: Application, reason: str, notify: bool = True, **kwargs: Any) -> None:
    if reason == Consent.Reason.ADMINISTRATOR and notify:
        tell(Notice("removed", user, client, timezone.now()))


@receiver(signals.client_disabled, dispatch_uid="hub_oauth.turned_off")
def on_client_disabled(*, client: Application, notify: bool = True, **kwargs: Any) -> None:
    """Everybody who connected it, and is still here to be told, unless the administrator keeps it quiet."""
    if not notify:
        return
    at = timezone.now()
    client.hub_profile.refresh_from_db(fields=["disabled_reason", "disabled_reason_is_shown"])
    live = Consent.objects.filter(application=client, revoked_at=None, user__is_active=True).select_related("user")
    for consent in live.order_by("pk").iterator(chunk_size=500):
        tell(Notice("turned_off", consent.user, client, at))


@receiver(signals.client_changed, dispatch_uid="hub_oauth.addresses_changed")
def on_client_changed(*, client: Application, changes: Collection[str], **kwargs: Any) -> None:
    """Whoever can change where codes are sent can take accounts over, so the owner should know."""
    owner = client.hub_profile.owner
    if "redirect_uris" in changes and owner is not None and owner.is_active:
        tell(Notice("addresses_changed", owner, client, timezone.now()))


@receiver(signals.token_reuse_detected, dispatch_uid="hub_oauth.disconnected")
def on_token_reuse_detected(*, user: Person, client: Application, **kwargs: Any) -> None:
    tell(Notice("disconnected", user, client, timezone.now()))
