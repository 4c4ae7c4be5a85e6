"""Client secrets: made by a verb that returns them once, kept as digests, at most two live."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from hub_oauth import audit, signals
from hub_oauth.audit import Act
from hub_oauth.compiled_queries import CompiledSelect, parameter
from hub_oauth.conf import conf
from hub_oauth.dot.applications import Application
from hub_oauth.models import ClientProfile, ClientSecret
from hub_oauth.protocol import tokens

LIVE_AT_ONCE: Final = 2
OVERLAP_LIMIT: Final = timedelta(hours=168)
USED_MARK_EVERY: Final = timedelta(hours=1)
LIVE: Final = Q(expires_at=None) | Q(expires_at__gt=Now())
# Something would notice at once if it ended.
JUST_USED: Final = Q(last_used_at__isnull=False) & Q(last_used_at__gt=Now() - timedelta(days=1))


@transaction.atomic
def create(
    application: Application,
    *,
    act: Act,
    expires_at: datetime | None = None,
    after: int | None = None,
    overlap: timedelta | None = None,
) -> str:
    """Make a secret and return it; this is the only time it can be read.

    after: ``newest`` as the asker saw it, so that the same form sent again makes nothing new. overlap: how long the
    secret before it stays good, up to OVERLAP_LIMIT; None for the site's default.
    Raises ValidationError where two are live already, the client is public, a newer one is there, or for the overlap;
    ClientProfile.DoesNotExist where somebody deleted the client meanwhile.
    """
    overlap = conf.secret_overlap if overlap is None else overlap
    if not timedelta(0) <= overlap <= OVERLAP_LIMIT:
        limits = {"hours": hours(overlap), "limit": hours(OVERLAP_LIMIT)}
        raise ValidationError(_("%(hours)d hours is not an overlap; 0 to %(limit)d are."), params=limits)
    # The lock makes the count below hold when two administrators press at once.
    profile = ClientProfile.objects.select_for_update(no_key=True, of=("self",)).get(application=application)
    if not profile.is_confidential:
        raise ValidationError(_("A public app can't keep a secret; it has none."))
    if after not in (None, newest(application)):
        raise ValidationError(_("A secret was made since then. It was shown once, and can't be shown again."))
    if ClientSecret.objects.filter(LIVE, application=application).count() >= LIVE_AT_ONCE:
        raise ValidationError(
            _("%(count)d secrets are live already; revoke one first."), params={"count": LIVE_AT_ONCE}
        )
    end_overlap(application, overlap)
    raw = tokens.new_client_secret()
    ClientSecret.objects.create(
        application=application,
        digest=tokens.digest(raw),
        prefix=raw[:11],
        last_four=raw[-4:],
        created_by=act.actor,
        expires_at=expires_at,
    )
    audit.record("client.secret_created", act, client=application, last_four=raw[-4:], overlap_hours=hours(overlap))
    signals.announce(signals.client_secret_created, user=act.actor, client=application)
    return raw


def hours(span: timedelta) -> int:
    return int(span.total_seconds() // 3600)


def end_overlap(application: Application, overlap: timedelta) -> None:
    """Give the secrets there are their last hours; the client changes over meanwhile."""
    # SQLite writes a sum in microseconds and the time in milliseconds: one with nothing is later than that time.
    end = Now() + overlap if overlap else Now()
    beyond = Q(expires_at=None) | Q(expires_at__gt=end)
    ClientSecret.objects.filter(beyond, application=application).update(expires_at=end)


def end_of_overlap(application: Application) -> datetime | None:
    """Until when a secret works that has a successor; None where there is no such secret."""
    ending = ClientSecret.objects.filter(expires_at__gt=Now(), application=application)
    return ending.values_list("expires_at", flat=True).order_by("expires_at").last()


def newest(application: Application) -> int:
    """The number of the newest secret, live or not; 0 where there never was one."""
    last = ClientSecret.objects.filter(application=application).order_by("pk").last()
    return last.pk if last else 0


def verify(application: Application, raw: str) -> bool:
    """Whether raw is a live secret of this client. One indexed query by digest: nothing to time, nothing to burn."""
    secret = BY_DIGEST.first(application=application.pk, digest=tokens.digest(raw))
    if secret is not None and secret.stale:  # type: ignore[attr-defined]  # annotated by by_digest
        ClientSecret.objects.filter(pk=secret.pk).update(last_used_at=Now())
    return secret is not None


def by_digest() -> Any:
    stale = Q(last_used_at=None) | Q(last_used_at__lt=Now() - USED_MARK_EVERY)
    application, digest = parameter(ClientSecret, "application"), parameter(ClientSecret, "digest")
    rows = ClientSecret.objects.filter(LIVE, application_id=application, digest=digest)
    return rows.annotate(stale=stale).only("pk")


BY_DIGEST: Final[CompiledSelect[ClientSecret]] = CompiledSelect(by_digest)


@transaction.atomic
def revoke(secret: ClientSecret, *, act: Act) -> None:
    """End a secret now. Idempotent; raises ClientSecret.DoesNotExist where it went with its client."""
    if ClientSecret.objects.filter(LIVE, pk=secret.pk).update(expires_at=Now()):
        audit.record("client.secret_revoked", act, client=secret.application, last_four=secret.last_four)
    elif not ClientSecret.objects.filter(pk=secret.pk).exists():
        raise ClientSecret.DoesNotExist
