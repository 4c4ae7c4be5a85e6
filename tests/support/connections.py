"""A person who connected many apps, and which of them a page lists."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from hub_oauth.models import Consent
from tests.support import factories
from tests.support.registry import application_of


def connect_many(user: User, count: int, **over: Any) -> None:
    """As many apps as this, named Acme 0 and on, without the flow; the last is the first in their list."""
    there = Consent.objects.count()
    for number in range(there, there + count):
        app = factories.web_app(f"Acme {number}", **({"publisher": f"Publisher {number}"} | over))
        times = dict.fromkeys(("granted_at", "updated_at", "identity_seen_at"), timezone.now())
        Consent.objects.create(user=user, application=application_of(app), scopes="profile:read", **times)


def names_on(page: str) -> list[str]:
    return re.findall(r'<bdi dir="auto">(Acme \d+)</bdi>', page)
