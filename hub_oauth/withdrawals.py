"""Consents that end, or lose a scope: taken back by the person, revoked by an administrator, past their end.

The consent is locked first, then the grants below it, which end with it in one transaction.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models.functions import Now

from hub_oauth import audit, grants, signals
from hub_oauth.audit import Act
from hub_oauth.models import Consent, Grant
from hub_oauth.models.consents import STANDS
from hub_oauth.people import Person
from hub_oauth.protocol import scopes as scope_lists


def take_back(consent: Consent, scope: str, *, act: Act) -> bool:
    """Take one scope out of a consent and of every grant below it, in one transaction; without its last one it ends.

    False where the consent ended before, or never held the scope. Live tokens follow with their next request.
    """
    with transaction.atomic():
        locked = lock_live(consent)
        if locked is None or scope not in locked.scope_names:
            return False
        left = tuple(name for name in locked.scope_names if name != scope)
        narrow(locked, left, scope, act) if left else revoke(locked, Consent.Reason.REMOVED, act)
    return True


def narrow(consent: Consent, left: tuple[str, ...], scope: str, act: Act) -> None:
    """What taking a scope back writes; the consent is locked by the caller."""
    Consent.objects.filter(pk=consent.pk).update(scopes=scope_lists.join(left))
    narrowed = grants.narrow(consent, scope)
    parties = {"user": consent.user, "client": consent.application}
    audit.record("consent.narrowed", act, **parties, scope=scope, grants=narrowed)
    signals.announce(signals.consent_narrowed, **parties, consent=consent, scope=scope)


def withdraw(consent: Consent, *, reason: str, act: Act) -> bool:
    """End a consent and every grant below it, in one transaction; False where it had ended before.

    reason: one of Consent.Reason. act.actor is kept as who did it.
    """
    with transaction.atomic():
        locked = lock_live(consent)
        if locked is not None:
            revoke(locked, reason, act)
    return locked is not None


def withdraw_all(user: Person, *, reason: str, act: Act) -> int:
    """End every consent of a person that stands, in one transaction; their number."""
    rows = Consent.objects.select_for_update(no_key=True, of=("self",)).filter(STANDS, user=user)
    with transaction.atomic():
        mine = list(rows.select_related("application").order_by("pk"))
        for consent in mine:
            consent.user = user
            revoke(consent, reason, act)
    return len(mine)


def disown(consent: Consent, *, act: Act) -> bool:
    """The person says that somebody else allowed it: it ends as when withdrawn, and the log says why."""
    with transaction.atomic():
        locked = lock_live(consent)
        if locked is not None:
            audit.record("consent.disowned", act, user=locked.user, client=locked.application)
            revoke(locked, Consent.Reason.REMOVED, act)
    return locked is not None


def lock_live(consent: Consent) -> Consent | None:
    """The same consent as it is now, locked before any grant of it; None where it ended before."""
    rows = Consent.objects.select_for_update(no_key=True, of=("self",))
    return rows.filter(pk=consent.pk, revoked_at=None).first()


def revoke(consent: Consent, reason: str, act: Act) -> None:
    """What withdrawing writes; the consent is locked by the caller."""
    Consent.objects.filter(pk=consent.pk).update(revoked_at=Now(), revoked_by=act.actor, revoked_reason=reason)
    ended = grants.end(Grant.objects.filter(consent=consent), Grant.End.CONSENT)
    event = "consent.expired" if reason == Consent.Reason.EXPIRED else "consent.revoked"
    parties = {"user": consent.user, "client": consent.application}
    audit.record(event, act, **parties, reason=str(reason), grants=ended)
    signals.announce(signals.consent_revoked, **parties, consent=consent, reason=str(reason))
