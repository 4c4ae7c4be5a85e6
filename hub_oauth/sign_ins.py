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
    """One query a sign-in: this host's clock may be off, and lets nothing pass for recent."""
    now = get_user_model()._default_manager.filter(pk=user.pk).values_list(Now(), flat=True).first()
    if request is not None and now is not None:
        request.session[SIGNED_IN_AT] = now.isoformat()


def is_older(request: HttpRequest, than: timedelta, now: datetime) -> bool:
    """Whether the sign-in of this session was so long ago; one that nobody remembers was. now: the database's."""
    signed_in_at = request.session.get(SIGNED_IN_AT)
    return signed_in_at is None or now - datetime.fromisoformat(signed_in_at) >= than
