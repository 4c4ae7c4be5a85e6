"""The people and teams of the world, and somebody who is signed in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.utils.crypto import get_random_string

from benchmarks.sites.teams.models import Membership, Team
from benchmarks.world import SIGNED_IN, TEAMS, people


def fill() -> None:
    user = get_user_model()
    user.objects.bulk_create(
        user(pk=each.pk, username=each.username, email=each.email, first_name="User", last_name=str(each.pk))
        for each in people()
    )
    Team.objects.bulk_create(Team(pk=number, name=f"Team {number}") for number in range(1, TEAMS + 1))
    Membership.objects.bulk_create(
        Membership(user_id=each.pk, team_id=team, role=role) for each in people() for team, role in each.memberships
    )


def cookies(store: type[SessionStore] = SessionStore) -> list[str]:
    """Cookie headers that sign people in, one each: SIGNED_IN of them."""
    return [cookie_of(person, store()) for person in get_user_model().objects.order_by("pk")[:SIGNED_IN]]


def cookie_of(person: Any, session: SessionStore) -> str:
    session["_auth_user_id"] = str(person.pk)
    session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
    session["_auth_user_hash"] = person.get_session_auth_hash()
    session.create()
    # Whoever signed in has had a form before, and its token since.
    known = {settings.SESSION_COOKIE_NAME: session.session_key, settings.CSRF_COOKIE_NAME: get_random_string(32)}
    return "; ".join(f"{name}={value}" for name, value in known.items())
