"""When the person of a session signed in, by the database's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db.models.functions import Now
from django.dispatch import receiver
from django.http import HttpRequest

from hub_oauth.people import Person

SIGNED_IN_AT: Final = "hub_signed_in_at"  # in the session


@receiver(user_logged_in, dispatch_uid="hub_oauth.sign_ins")
def remember(sender: Any, request: HttpRequest | None, user: Person, **kwargs: Any) -> None:
    if request is not None:
        note(request, user)


def note(request: HttpRequest, user: Person) -> None:
    """The person has just shown who it is, by signing in or once more."""
    if now := now_for(user):
        request.session[SIGNED_IN_AT] = now.isoformat()


def now_for(user: Person) -> datetime | None:
    """The database's time; None where the person is gone. This host's clock may be off, and let things pass."""
    return get_user_model()._default_manager.filter(pk=user.pk).values_list(Now(), flat=True).first()


def is_recent(request: HttpRequest, user: Person, within: timedelta) -> bool:
    """Whether the sign-in of this session, or the last confirmation in it, is younger than that. One query."""
    now = now_for(user)
    return now is not None and not is_older(request, within, now)


def is_older(request: HttpRequest, than: timedelta, now: datetime) -> bool:
    """Whether the sign-in of this session was so long ago; one that nobody remembers was. now: the database's."""
    signed_in_at = request.session.get(SIGNED_IN_AT)
    return signed_in_at is None or now - datetime.fromisoformat(signed_in_at) >= than
